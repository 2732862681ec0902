import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { createRng } from '../rng.js';
import { principalComponents } from './pca.js';

interface Reference {
  readonly rows: readonly (readonly number[])[];
  readonly components: readonly (readonly number[])[];
  readonly variances: readonly number[];
  readonly shares: readonly number[];
  readonly projected: readonly (readonly number[])[];
}

const fixture = JSON.parse(await readFile(new URL('../../test/fixtures/projections.json', import.meta.url), 'utf8')) as Record<
  'tall' | 'wide',
  Reference
>;

const expectClose = (actual: ArrayLike<number>, wanted: readonly number[], tolerance: number): void => {
  expect(actual).toHaveLength(wanted.length);
  wanted.forEach((value, at) => expect(Math.abs(actual[at]! - value)).toBeLessThan(tolerance));
};

describe('principalComponents', () => {
  it.each(['tall', 'wide'] as const)('agrees with scikit-learn up to sign: %s data', (shape) => {
    const { rows, components, variances, shares, projected } = fixture[shape];
    const ours = principalComponents(Float32Array.from(rows.flat()), rows.length, 4);
    // The rows are float32 here and float64 there.
    expectClose(ours.variances, variances, 1e-5);
    expectClose(ours.shares, shares, 1e-6);
    components.forEach((axis, k) => {
      const own = ours.components.slice(k * axis.length, (k + 1) * axis.length);
      const sign = Math.sign(own.reduce((sum, value, at) => sum + value * axis[at]!, 0));
      expectClose(
        own,
        axis.map((value) => sign * value),
        1e-5,
      );
      expectClose(
        rows.map((_, row) => ours.projected[row * 4 + k]!),
        projected.map((row) => sign * row[k]!),
        1e-4,
      );
    });
  });

  it('finds the line that points lie on, whichever way they are asked for', () => {
    const points = Float32Array.from([-2, -1, 0, 1, 2].flatMap((t) => [3 - 3 * t, 1 + 4 * t]));
    const { mean, components, shares, variances, projected } = principalComponents(points, 5, 2);
    expectClose(mean, [3, 1], 1e-12);
    expectClose(components.slice(0, 2), [-0.6, 0.8], 1e-9);
    expectClose(variances, [62.5, 0], 1e-9);
    expectClose(shares, [1, 0], 1e-9);
    expectClose([0, 2, 4, 6, 8].map((at) => projected[at]!), [-10, -5, 0, 5, 10], 1e-9); // prettier-ignore
  });

  it('is exact where eigenvalues nearly coincide: what it returns diagonalises the covariance', () => {
    const [count, width] = [300, 48];
    const rng = createRng(3, 'sphere');
    const rows = Float32Array.from({ length: count * width }, () => rng.normal());
    const { components, variances, projected } = principalComponents(rows, count, 6);
    for (let a = 0; a < 6; a++)
      for (let b = 0; b < 6; b++) {
        let [product, covariance] = [0, 0];
        for (let i = 0; i < width; i++) product += components[a * width + i]! * components[b * width + i]!;
        for (let row = 0; row < count; row++) covariance += (projected[row * 6 + a]! * projected[row * 6 + b]!) / (count - 1);
        expect(product).toBeCloseTo(a === b ? 1 : 0, 9);
        expect(covariance).toBeCloseTo(a === b ? variances[a]! : 0, 7);
      }
  });

  it.each([
    ['two photos, three times each', 2, [0, 0, 0, 1, 1, 1], 40],
    ['fewer photos than columns, of a line', 2, [0, 1, 0, 1], 40],
    ['three photos, many times, more rows than columns', 3, Array.from({ length: 30 }, (_, at) => at % 3), 8],
  ])('has nothing along axes that do not exist: %s', (_, kinds, which, width) => {
    const rng = createRng(5, 'kinds');
    const photos = Array.from({ length: kinds }, () => Float32Array.from({ length: width }, () => rng.normal()));
    const rows = Float32Array.from(which.flatMap((kind) => [...photos[kind]!]));
    const { components, shares, variances, projected } = principalComponents(rows, which.length, 4);
    const real = kinds - 1;
    expect(shares.slice(0, real).every((share) => share > 0.05)).toBe(true);
    expect([...shares.slice(real), ...variances.slice(real), ...components.slice(real * width)].every((value) => value === 0)).toBe(true);
    expect(which.every((__, row) => projected.slice(row * 4 + real, row * 4 + 4).every((value) => value === 0))).toBe(true);
  });

  it('lets equal rows have no variance, and refuses what has no answer', () => {
    const same = principalComponents(new Float32Array(12).fill(2), 4, 2);
    expect([...same.shares, ...same.projected].every((value) => value === 0)).toBe(true);
    expect(() => principalComponents(new Float32Array(12), 4, 4)).toThrow('wanted 1..3 components of 4 rows of 3, got 4');
    expect(() => principalComponents(Float32Array.of(1, NaN, 2, 3), 2, 1)).toThrow('not finite');
    expect(() => principalComponents(new Float32Array(5), 2, 1)).toThrow('5 values are not 2 embeddings');
  });
});
