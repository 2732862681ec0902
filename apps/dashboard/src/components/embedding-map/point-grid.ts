import type { MapPoints } from './map-points.js';
import type { Rect } from './viewport.js';

/** Finds points by where they lie, without looking at all of them. */
export interface PointGrid {
  /** The point nearest to a place; of equally near ones the first. @param radius farther ones do not count. */
  readonly nearest: (x: number, y: number, radius: number) => number | undefined;
  /** How many lie in a rectangle, edges included. @param enough where counting may end. */
  readonly countWithin: (rect: Rect, enough?: number) => number;
  /** Which lie in a rectangle, edges included, in no order. */
  readonly within: (rect: Rect) => Uint32Array;
}

/** Points in a cell, on average. */
const A_CELL = 4;
const MOST_SIDE = 512;

/** Sorts points into the cells of a square grid over -1 to 1 (a counting sort). @param points [N], all within -1 to 1. */
export function createPointGrid({ x, y }: Pick<MapPoints, 'x' | 'y'>): PointGrid {
  const side = Math.min(MOST_SIDE, Math.max(1, Math.ceil(Math.sqrt(x.length / A_CELL))));
  const cellOf = (place: number): number => Math.min(side - 1, Math.max(0, Math.floor(((place + 1) / 2) * side)));
  /** [side² + 1] where the points of each cell begin in `sorted`. */
  const begins = new Uint32Array(side * side + 1);
  const cells = Uint32Array.from(x, (_, at) => cellOf(y[at]!) * side + cellOf(x[at]!));
  for (const cell of cells) begins[cell + 1]!++;
  for (let cell = 0; cell < side * side; cell++) begins[cell + 1]! += begins[cell]!;
  const sorted = new Uint32Array(x.length);
  const next = begins.slice();
  for (let at = 0; at < x.length; at++) sorted[next[cells[at]!]!++] = at;

  /** Calls `visit` with each point of a rectangle until that says false. */
  const walk = ({ left, right, bottom, top }: Rect, visit: (at: number) => boolean): void => {
    for (let row = cellOf(bottom); row <= cellOf(top); row++) {
      const from = begins[row * side + cellOf(left)]!;
      const to = begins[row * side + cellOf(right) + 1]!;
      for (let place = from; place < to; place++) {
        const at = sorted[place]!;
        const isIn = x[at]! >= left && x[at]! <= right && y[at]! >= bottom && y[at]! <= top;
        if (isIn && !visit(at)) return;
      }
    }
  };

  return {
    nearest: (wantedX, wantedY, radius) => {
      let [best, least] = [undefined as number | undefined, radius * radius];
      walk({ left: wantedX - radius, right: wantedX + radius, bottom: wantedY - radius, top: wantedY + radius }, (at) => {
        const distance = (x[at]! - wantedX) ** 2 + (y[at]! - wantedY) ** 2;
        if (distance < least || (distance === least && (best === undefined || at < best))) [best, least] = [at, distance];
        return true;
      });
      return best;
    },
    countWithin: (rect, enough = Infinity) => {
      let count = 0;
      walk(rect, () => ++count < enough);
      return count;
    },
    within: (rect) => {
      const found: number[] = [];
      walk(rect, (at) => found.push(at) > 0);
      return Uint32Array.from(found);
    },
  };
}
