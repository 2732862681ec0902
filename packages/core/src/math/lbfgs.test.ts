import { expect, it } from 'vitest';
import { minimise } from './lbfgs.js';

it('finds the minimum of a badly scaled quadratic', () => {
  const scales = [1, 10, 100, 1e4];
  const target = [3, -2, 0.5, 7];
  const { x, converged, iterations } = minimise(
    (at, gradient) => {
      let value = 0;
      scales.forEach((scale, i) => {
        const off = at[i]! - target[i]!;
        value += (scale * off * off) / 2;
        gradient[i] = scale * off;
      });
      return value;
    },
    new Float64Array(4),
    { iterations: 200, tolerance: 1e-9 },
  );
  expect(converged).toBe(true);
  expect(iterations).toBeLessThan(60);
  target.forEach((value, i) => {
    expect(x[i]).toBeCloseTo(value, 6);
  });
});

it("finds Rosenbrock's valley floor and leaves the start alone", () => {
  const start = Float64Array.of(-1.2, 1);
  const { x } = minimise(
    (at, gradient) => {
      const [a, b] = [at[0]!, at[1]!];
      gradient[0] = -2 * (1 - a) - 400 * a * (b - a * a);
      gradient[1] = 200 * (b - a * a);
      return (1 - a) ** 2 + 100 * (b - a * a) ** 2;
    },
    start,
    { iterations: 500, tolerance: 1e-8 },
  );
  expect(x[0]).toBeCloseTo(1, 5);
  expect(x[1]).toBeCloseTo(1, 5);
  expect([...start]).toEqual([-1.2, 1]);
});

it('says when the iterations ran out', () => {
  const result = minimise(
    (at, gradient) => {
      gradient[0] = 4 * (at[0]! - 100) ** 3;
      return (at[0]! - 100) ** 4;
    },
    new Float64Array(1),
    { iterations: 1 },
  );
  expect(result).toMatchObject({ converged: false, iterations: 1 });
});
