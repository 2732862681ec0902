/** Letters that may differ. */
const MOST_LETTERS = 2;

/** The name that was most likely meant: as settings are written in other programs (`metrics-port`, `metricsPort`), or with letters left out, added or exchanged.
 * @returns undefined where none is near. */
export function nearestName(given: string, names: readonly string[]): string | undefined {
  const written = given
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .replaceAll(/[-. ]/g, '_');
  const forms = [given, written, `SUPCON_${written}`];
  const ranked = names
    .map((name) => ({ name, distance: Math.min(...forms.map((form) => editDistance(form, name))) }))
    .sort((a, b) => a.distance - b.distance);
  const [nearest] = ranked;
  return nearest !== undefined && nearest.distance <= MOST_LETTERS ? nearest.name : undefined;
}

/** How many letters were left out, added, or exchanged for others (Levenshtein), row by row. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
