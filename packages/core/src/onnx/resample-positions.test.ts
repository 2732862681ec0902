import { expect, it } from 'vitest';
import { hashedValues } from '../../test/hashed-values.js';
import { resamplePositions } from './resample-positions.js';

/** x = (i^2 * 7) % 11 for i in 0..24, a grid of 5 x 5. */
const GRID = Float32Array.from({ length: 25 }, (_, i) => (i * i * 7) % 11);

// PyTorch 2.15, float64: torch.nn.functional.interpolate(x.reshape(1, 1, 5, 5), size=(n, n), mode='bicubic', antialias=True).
const OF_3 = [5.999527, 6.13195, 5.502485, 5.77932, 5.829551, 6.834204, 5.92568, 5.350268, 5.889704];
const FIRST_OF_8 = [-1.259491, 2.267842, 6.968796, 6.548372, 6.928331, 8.108672, 4.280776, 1.259732, 3.768788, 6.138158];

it('resamplePositions answers what PyTorch answers, for fewer places and for more', () => {
  const fewer = resamplePositions(GRID, 5, 3);
  expect(fewer).toHaveLength(9);
  OF_3.forEach((value, i) => {
    expect(fewer[i]).toBeCloseTo(value, 5);
  });
  const more = resamplePositions(GRID, 5, 8);
  expect(more).toHaveLength(64);
  FIRST_OF_8.forEach((value, i) => {
    expect(more[i]).toBeCloseTo(value, 5);
  });
});

it('resamplePositions resamples each channel by itself, and changes nothing where the grid stays', () => {
  const values = hashedValues('places', 25, -1, 1);
  const both = Float32Array.from({ length: 50 }, (_, i) => (i % 2 === 0 ? GRID[i / 2]! : values[(i - 1) / 2]!));
  const resampled = resamplePositions(both, 5, 3);
  expect([...resampled.filter((_, i) => i % 2 === 0)]).toEqual([...resamplePositions(GRID, 5, 3)]);
  expect([...resampled.filter((_, i) => i % 2 === 1)]).toEqual([...resamplePositions(values, 5, 3)]);
  expect(resamplePositions(both, 5, 5)).toEqual(both);
});
