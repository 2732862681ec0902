/** A closed line around points: x and y of its corners, one after the other, in the plane of the points. */
export type Polygon = Float64Array;

/** Corners of a lasso, at most: so it fits into an address, and testing points stays quick. */
const MOST_CORNERS = 64;
/** Corners are kept to this share of the unit, so that an address holds them exactly. */
export const LASSO_STEPS = 10_000;

/** Whether points lie inside, by the even-odd rule: a horizontal ray to the right crosses the line an odd number of times.
 * @param x [N]. @param y [N]. @returns [N], 1 inside. */
export function insidePolygon(x: Float32Array, y: Float32Array, polygon: Polygon): Uint8Array {
  const inside = new Uint8Array(x.length);
  const corners = polygon.length / 2;
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let corner = 0; corner < corners; corner++) {
    left = Math.min(left, polygon[2 * corner]!);
    right = Math.max(right, polygon[2 * corner]!);
    bottom = Math.min(bottom, polygon[2 * corner + 1]!);
    top = Math.max(top, polygon[2 * corner + 1]!);
  }
  for (let at = 0; at < x.length; at++) {
    const [px, py] = [x[at]!, y[at]!];
    if (px < left || px > right || py < bottom || py > top) continue;
    let odd = 0;
    for (let corner = 0, before = corners - 1; corner < corners; before = corner++) {
      const [ax, ay, bx, by] = [polygon[2 * corner]!, polygon[2 * corner + 1]!, polygon[2 * before]!, polygon[2 * before + 1]!];
      if (ay > py !== by > py && px < ((bx - ax) * (py - ay)) / (by - ay) + ax) odd ^= 1;
    }
    inside[at] = odd;
  }
  return inside;
}

/** The line that somebody drew with fewer corners: those whose absence would change it least are left out one by one (Visvalingam and Whyatt), the rest are rounded.
 * @returns undefined for what encloses nothing. */
export function lassoOf(drawn: readonly (readonly [number, number])[]): Polygon | undefined {
  let corners = drawn
    .map(([x, y]) => [Math.round(x * LASSO_STEPS) / LASSO_STEPS, Math.round(y * LASSO_STEPS) / LASSO_STEPS] as const)
    .filter(([x, y], at, all) => at === 0 || x !== all[at - 1]![0] || y !== all[at - 1]![1]);
  while (corners.length > MOST_CORNERS) {
    const areas = corners.map((corner, at) => areaOf(corners.at(at - 1)!, corner, corners[(at + 1) % corners.length]!));
    // A line of thousands of corners loses a tenth of them at a time.
    const bound = areas.toSorted((a, b) => a - b)[Math.min(corners.length - MOST_CORNERS, Math.ceil(corners.length / 10)) - 1]!;
    let left = corners.length - MOST_CORNERS;
    corners = corners.filter((_, at) => areas[at]! > bound || left-- <= 0);
  }
  return corners.length < 3 ? undefined : Float64Array.from(corners.flat());
}

function areaOf(a: readonly [number, number], b: readonly [number, number], c: readonly [number, number]): number {
  return Math.abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2;
}
