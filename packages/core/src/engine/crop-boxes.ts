/** How far a box edge stays off the border pixels' centres, as a share of the side: 0.0001 pixel at 100 pixels. */
const MARGIN = 1e-6;

/** Moves box edges that lie on the border a hair inside.
 *
 * Every implementation of crop-and-resize computes `x1 · (W - 1) + column · step` in float32 and fills in black where that leaves the
 * picture. For boxes that touch the border, rounding alone does that at some sizes (a mirrored full box of 64 pixels resized to 48, for
 * one) and leaves a black row or column.
 * @param boxes [M, 4] of y1, x1, y2, x2; edges outside 0..1 are kept as they are. */
export function keepBoxesInside(boxes: Float32Array): Float32Array {
  return boxes.map((edge) => (edge < 0 || edge > 1 ? edge : Math.min(Math.max(edge, MARGIN), 1 - MARGIN)));
}
