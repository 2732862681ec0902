import fc from 'fast-check';
import { expect, it } from 'vitest';
import { thinCurve } from './thin-curve.js';

it('keeps every point of a short curve', () => {
  expect(thinCurve([], 4)).toEqual([]);
  expect(thinCurve([3, 1, 2, 5], 4)).toEqual([0, 1, 2, 3]);
});

it('keeps ends, lowest and highest point of any curve, in order, and no more than wanted', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 400 }),
      fc.integer({ min: 4, max: 60 }),
      (values, most) => {
        const kept = thinCurve(values, most);
        expect(kept.length).toBeLessThanOrEqual(most);
        expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
        expect([kept[0], kept.at(-1)]).toEqual([0, values.length - 1]);
        const shown = kept.map((at) => values[at]!);
        expect([Math.min(...shown), Math.max(...shown)]).toEqual([Math.min(...values), Math.max(...values)]);
      },
    ),
  );
});

it('shows a spike of one point wherever it stands', () => {
  for (let spike = 0; spike < 1000; spike++) {
    const values = Array.from({ length: 1000 }, (_, at) => (at === spike ? 1 : Math.sin(at) / 10));
    expect(thinCurve(values, 20)).toContain(spike);
  }
});

it('takes points from everywhere', () => {
  const kept = thinCurve(
    Array.from({ length: 10_000 }, (_, at) => Math.sin(at)),
    100,
  );
  expect(kept.length).toBeGreaterThan(90);
  for (let i = 1; i < kept.length; i++) expect(kept[i]! - kept[i - 1]!).toBeLessThan(450);
});
