/** Of a chart's points those that its table shows: all of them, or evenly as many as can be read, the first and the last among them.
 * @param places of the points, ascending. @param most at least 2. */
export function tableRows(places: readonly number[], most: number): readonly number[] {
  if (places.length <= most) return places;
  const step = (places.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, row) => places[Math.round(row * step)]!);
}
