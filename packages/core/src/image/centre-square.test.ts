import { describe, expect, it } from 'vitest';
import { centreSquare } from './centre-square.js';

describe('centreSquare', () => {
  it('resizes the short side to the size and cuts the centre out of the long one', () => {
    const { across, down } = centreSquare({ width: 213, height: 160, orientation: 1 }, 80, false);
    expect(down).toEqual({ length: 160, resized: 80, offset: 0, size: 80 });
    expect(across).toEqual({ length: 213, resized: 107, offset: 14, size: 80 });
  });

  it('cuts the larger half off the left and the top of the upright picture', () => {
    const offsets = [1, 2, 3, 4, 5, 6, 7, 8].map((orientation) => {
      const wide = centreSquare({ width: 213, height: 160, orientation }, 80, false);
      const high = centreSquare({ width: 160, height: 213, orientation }, 80, false);
      return [wide.across.offset, high.down.offset];
    });
    expect(offsets).toEqual([
      [14, 14],
      [13, 14],
      [13, 13],
      [14, 13],
      [14, 14],
      [14, 13],
      [13, 13],
      [13, 14],
    ]);
  });

  it('squeezes a whole picture into a thumbnail', () => {
    const { across, down } = centreSquare({ width: 300, height: 20, orientation: 1 }, 16, true);
    expect([across, down]).toEqual([
      { length: 300, resized: 16, offset: 0, size: 16 },
      { length: 20, resized: 16, offset: 0, size: 16 },
    ]);
  });
});
