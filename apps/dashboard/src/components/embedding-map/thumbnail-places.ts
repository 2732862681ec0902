/** A picture on the map. */
export interface ThumbnailPlace {
  /** Its point. */
  readonly at: number;
  /** Of its middle, CSS px. */
  readonly left: number;
  readonly top: number;
}

/** Which points get their picture drawn at themselves so that no two pictures overlap: in each cell of a grid the one nearest to its middle, unless that of an earlier cell reaches there.
 * @param points with their places on the screen. @param side of a picture, CSS px. @param first a point that gets its picture whatever happens. */
export function thumbnailPlaces(points: readonly ThumbnailPlace[], side: number, first?: number): readonly ThumbnailPlace[] {
  const cells = new Map<string, ThumbnailPlace & { readonly far: number }>();
  for (const point of points) {
    const [column, row] = [Math.floor(point.left / side), Math.floor(point.top / side)];
    const far = point.at === first ? -1 : Math.hypot(point.left - (column + 0.5) * side, point.top - (row + 0.5) * side);
    const key = `${column} ${row}`;
    const other = cells.get(key);
    if (!other || far < other.far || (far === other.far && point.at < other.at)) cells.set(key, { ...point, far });
  }
  const taken: ThumbnailPlace[] = [];
  for (const { far: _, ...place } of [...cells.values()].sort((a, b) => a.far - b.far || a.at - b.at)) {
    const overlaps = taken.some(({ left, top }) => Math.abs(left - place.left) < side && Math.abs(top - place.top) < side);
    if (!overlaps) taken.push(place);
  }
  return taken;
}
