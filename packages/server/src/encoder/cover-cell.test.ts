import { expect, it } from 'vitest';
import { COVER, coverCell } from './cover-cell.js';

it.each([
  [8, 4],
  [10, 3],
  [7, 7],
  [32, 14],
  [5, 1],
])('covers each pixel of a square of %d once by the cells of a grid of %d, and changes nothing else', (side, grid) => {
  const pixels = Uint8Array.from({ length: side * side * 3 }, (_, n) => n % 100);
  const times = new Uint8Array(side * side);
  for (let cell = 0; cell < grid * grid; cell++) {
    const covered = coverCell(pixels, side, grid, cell);
    for (let y = 0; y < side; y++)
      for (let x = 0; x < side; x++) {
        const at = y * side + x;
        // The cell that holds a pixel, the other way round.
        const holds = [...Array(grid * grid).keys()].find((one) => {
          const [row, column] = [Math.floor(one / grid), one % grid];
          const inside = (value: number, n: number): boolean =>
            value >= Math.floor((n * side) / grid) && value < Math.floor(((n + 1) * side) / grid);
          return inside(y, row) && inside(x, column);
        });
        const expected = holds === cell ? [COVER, COVER, COVER] : [...pixels.subarray(3 * at, 3 * at + 3)];
        expect([...covered.subarray(3 * at, 3 * at + 3)]).toEqual(expected);
        if (holds === cell) times[at]!++;
      }
  }
  expect(new Set(times)).toEqual(new Set([1]));
  expect(pixels[0]).toBe(0);
});
