/** So many of some points that lie nearest to a place, nearest first. @param x [N]. @param y [N]. */
export function nearestTo(
  points: Uint32Array,
  { x, y }: { readonly x: Float32Array; readonly y: Float32Array },
  place: { readonly x: number; readonly y: number },
  most: number,
): readonly number[] {
  const far = (at: number): number => (x[at]! - place.x) ** 2 + (y[at]! - place.y) ** 2;
  const nearest: { at: number; distance: number }[] = [];
  for (const at of points) {
    const distance = far(at);
    if (nearest.length === most && distance >= nearest[most - 1]!.distance) continue;
    let rank = nearest.length;
    while (rank > 0 && nearest[rank - 1]!.distance > distance) rank--;
    nearest.splice(rank, 0, { at, distance });
    nearest.length = Math.min(nearest.length, most);
  }
  return nearest.map(({ at }) => at);
}
