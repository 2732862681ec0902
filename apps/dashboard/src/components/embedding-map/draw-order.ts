import { seededNumbers } from './seeded-numbers.js';

/** In which order points are drawn: dimmed ones first, so that the others lie above them; each kind shuffled, so that its first ones stand for all of it. */
export interface DrawOrder {
  /** [N] points. */
  readonly order: Uint32Array;
  /** How many of them come first because they are dimmed. */
  readonly dimmed: number;
}

/** A part of the order that is drawn. */
export interface DrawnRange {
  readonly from: number;
  readonly count: number;
  readonly dimmed: boolean;
}

/** All points shuffled, always the same way. */
export function shuffledPoints(count: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, at) => at);
  const random = seededNumbers(1);
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}

/** @param mask [N] 1 for points that are shown in their colour, 0 for dimmed ones. @param shuffled [N] all points. */
export function drawOrder(mask: Uint8Array, shuffled: Uint32Array): DrawOrder {
  const order = new Uint32Array(shuffled.length);
  let dimmed = 0;
  let lit = shuffled.length;
  for (let at = shuffled.length - 1; at >= 0; at--) if (mask[shuffled[at]!] === 1) order[--lit] = shuffled[at]!;
  for (const point of shuffled) if (mask[point] !== 1) order[dimmed++] = point;
  return { order, dimmed };
}

/** Which parts are drawn. @param most points in all: those in their colour go first, as many as there are. */
export function drawnRanges({ order, dimmed }: DrawOrder, most = Infinity): readonly DrawnRange[] {
  const lit = Math.min(order.length - dimmed, most);
  return [
    { from: 0, count: Math.min(dimmed, most - lit), dimmed: true },
    { from: dimmed, count: lit, dimmed: false },
  ].filter(({ count }) => count > 0);
}
