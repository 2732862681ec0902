/** Points by their group, in their order within each (a counting sort): a 2D canvas changes its colour slowly.
 * @param shown the points. @param group [N] of each point. @param groups how many there are. @returns groups that have points, ascending. */
export function groupByColour(shown: Uint32Array, group: Uint16Array, groups: number): readonly (readonly [number, Uint32Array])[] {
  const ends = new Uint32Array(groups + 1);
  for (const at of shown) ends[group[at]! + 1]!++;
  for (let place = 0; place < groups; place++) ends[place + 1]! += ends[place]!;
  const next = ends.slice();
  const sorted = new Uint32Array(shown.length);
  for (const at of shown) sorted[next[group[at]!]!++] = at;
  return Array.from({ length: groups }, (_, place) => [place, sorted.subarray(ends[place], ends[place + 1])] as const).filter(
    ([, members]) => members.length > 0,
  );
}
