import { describe, expect, it } from 'vitest';
import { createSupConAnchor, ROLE, type SupConDenominator, type SupConForm } from './supcon-anchor.js';

const { ignored, positive, negative } = ROLE;
const run = (
  logits: readonly number[],
  roles: readonly number[],
  form: SupConForm = 'out',
  denominator: SupConDenominator = 'all',
  temperature = 1,
) => {
  const slopes = new Float64Array(logits.length);
  const similarities = Float32Array.from(logits, (logit) => logit * temperature);
  const cost = createSupConAnchor(logits.length, temperature, form, denominator)(similarities, Uint8Array.from(roles), slopes);
  return { cost, slopes: [...slopes] };
};

describe('createSupConAnchor', () => {
  // Exponentials 2 and 6 of positives, 4 of a negative; the first column is ignored, however large.
  const logits = [99, Math.log(2), Math.log(6), Math.log(4)];
  const roles = [ignored, positive, positive, negative];
  it.each([
    ['out', 'all', -(Math.log(2 / 12) + Math.log(6 / 12)) / 2],
    ['out', 'one-positive', -(Math.log(2 / 6) + Math.log(6 / 10)) / 2],
    ['out', 'only-negatives', -(Math.log(2 / 4) + Math.log(6 / 4)) / 2],
    ['in', 'all', -Math.log((2 / 12 + 6 / 12) / 2)],
    ['in', 'one-positive', -Math.log((2 / 6 + 6 / 10) / 2)],
    ['in', 'only-negatives', -Math.log((2 / 4 + 6 / 4) / 2)],
  ] as const)('gives hand values: L_%s over %s', (form, denominator, want) => {
    const { cost, slopes } = run(logits, roles, form, denominator);
    expect(cost).toBeCloseTo(want, 6);
    // Only differences of logits matter: the slopes add up to nothing, and the ignored column has none.
    expect(slopes.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 6);
    expect(slopes[0]).toBe(0);
    expect(slopes[3]).toBeGreaterThan(0);
  });

  it('lets a positive beyond its share in L_out / all be pushed away, as the paper notes, and never in the other denominators', () => {
    const far = [0, 10, 0, 0];
    expect(run(far, roles).slopes[1]).toBeGreaterThan(0);
    expect(run(far, roles, 'out', 'one-positive').slopes[1]).toBeLessThanOrEqual(0);
  });

  it('costs nothing without negatives under one-positive, the spread of positives under all', () => {
    expect(run([0, 3, 1], [ignored, positive, positive], 'out', 'one-positive').cost).toBeCloseTo(0, 9);
    const { cost, slopes } = run([0, 1, 1], [ignored, positive, positive]);
    expect(cost).toBeCloseTo(Math.LN2, 6);
    expect(slopes.map(Math.abs)).toEqual([0, expect.closeTo(0, 12), expect.closeTo(0, 12)]);
  });

  it('divides similarities by the temperature', () => {
    const warm = run(logits, roles, 'out', 'all', 1);
    const cold = run(logits, roles, 'out', 'all', 0.25);
    expect(cold.cost).toBeCloseTo(warm.cost, 5);
    cold.slopes.forEach((slope, j) => {
      expect(slope).toBeCloseTo(4 * warm.slopes[j]!, 5);
    });
  });

  it('neither overflows nor underflows, and passes NaN on', () => {
    for (const form of ['out', 'in'] as const)
      for (const denominator of ['all', 'one-positive', 'only-negatives'] as const)
        for (const apart of [5000, -5000]) {
          const { cost, slopes } = run([0, apart, 0], [ignored, positive, negative], form, denominator);
          const want = denominator === 'only-negatives' ? -apart : Math.max(0, -apart);
          expect(cost).toBeCloseTo(want, 6);
          expect(slopes.every(Number.isFinite)).toBe(true);
        }
    expect(run([0, Number.NaN, 0], [ignored, positive, negative]).cost).toBeNaN();
    expect(run([0, 0, Number.NaN], [ignored, positive, negative]).cost).toBeNaN();
  });
});
