import { distance as editDistance } from 'fastest-levenshtein';

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
