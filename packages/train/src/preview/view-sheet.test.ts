import { expect, it } from 'vitest';
import sharp from 'sharp';
import { drawViewSheet } from './view-sheet.js';

const SIZE = 40;
/** Each picture one colour that tells its column and row. */
const flat = (colours: readonly (readonly [number, number, number])[]): Float32Array =>
  Float32Array.from(colours.flatMap((colour) => Array.from({ length: SIZE * SIZE }, () => colour).flat()));

it('puts the original first in each row, then its views, and a caption above', async () => {
  const originals = flat([
    [250, 0, 0],
    [0, 250, 0],
  ]);
  const augmented = flat([
    [200, 0, 9],
    [0, 200, 9],
    [150, 0, 9],
    [0, 150, 9],
    [100, 0, 9],
    [0, 100, 9],
  ]);
  const sheet = await drawViewSheet({ originals, augmented, rows: 2, size: SIZE, caption: ['standard: <test> & more', 'second line'] });
  const { data, info } = await sharp(sheet).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const tile = 3 * SIZE;
  expect(info.width).toBe(640);
  const at = (x: number, y: number): number[] => [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)];
  const columns = [16, 16 + tile + 12, 16 + tile + 12 + tile + 4, 16 + tile + 12 + 2 * (tile + 4)].map((left) => left + tile / 2);
  const rows = [info.height - 16 - tile - 4 - tile / 2, info.height - 16 - tile / 2];
  expect(rows.map((y) => columns.map((x) => at(x, y)))).toEqual([
    [
      [250, 0, 0],
      [200, 0, 9],
      [150, 0, 9],
      [100, 0, 9],
    ],
    [
      [0, 250, 0],
      [0, 200, 9],
      [0, 150, 9],
      [0, 100, 9],
    ],
  ]);
  expect(at(16 + tile + 6, rows[0]!)).toEqual([255, 255, 255]);
  // Words: dark pixels above the pictures.
  const above = data.subarray(0, (rows[0]! - tile / 2 - 2) * info.width * 3);
  expect(above.some((value) => value < 90)).toBe(true);
});
