import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { neighbourSheet, type Tile } from './neighbour-sheet.js';

const tile = (label: string, colour: readonly [number, number, number]): Tile => ({
  label,
  side: 8,
  pixels: Uint8Array.from({ length: 8 * 8 * 3 }, (_, at) => colour[at % 3]!),
});

describe('neighbourSheet', () => {
  it('shows the pictures, with blue frames for the same class and orange ones for others', async () => {
    const sheet = await neighbourSheet(
      [{ query: tile('cat', [200, 0, 0]), neighbours: [tile('cat', [0, 200, 0]), tile('dog & <co>', [0, 0, 200])] }],
      'Title',
      'Subtitle',
    );
    const { data, info } = await sharp(sheet).raw().toBuffer({ resolveWithObject: true });
    const pixel = (x: number, y: number): number[] => [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)];
    const columns = [20, 20 + 126 + 12, 20 + 2 * 126 + 12];
    const middle = columns.map((left) => pixel(left + 56, 84 + 60));
    expect(middle).toEqual([[200, 0, 0], [0, 200, 0], [0, 0, 200]]); // prettier-ignore
    const frames = columns.map((left) => pixel(left - 1, 84 + 60));
    expect(frames).toEqual([[0x1f, 0x29, 0x33], [0x00, 0x72, 0xb2], [0xd5, 0x5e, 0x00]]); // prettier-ignore
  });
});
