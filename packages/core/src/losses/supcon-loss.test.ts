import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { directionalDerivative, dot, normals, relativeError } from '../../test/gradient-check.js';
import { naiveSupCon } from '../../test/naive-supcon.js';
import type { Engine } from '../engine/engine.js';
import { createNativeEngine } from '../engine/native/native-engine.js';
import { createTfjsEngine } from '../engine/tfjs/tfjs-engine.js';
import { supConLoss, type SupConOptions } from './supcon-loss.js';

/** The loss and its gradient through the normalisation, all in float64 loops: dH from dS by the chain rule, entry by entry. */
function oracle(rows: Float32Array, columns: number, labels: ArrayLike<number>, temperature: number) {
  const n = labels.length;
  const norm = (i: number): number =>
    Math.sqrt(dot(rows.subarray(i * columns, (i + 1) * columns), rows.subarray(i * columns, (i + 1) * columns)));
  const norms = Array.from({ length: n }, (_, i) => norm(i));
  const z = Float64Array.from(rows, (value, at) => value / norms[Math.floor(at / columns)]!);
  const similarities = Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return dot(z.subarray(i * columns, (i + 1) * columns), z.subarray(j * columns, (j + 1) * columns));
  });
  const { loss, gradient: dS, lone } = naiveSupCon(similarities, labels, temperature);
  const gradient = new Float64Array(rows.length);
  for (let i = 0; i < n; i++)
    for (let d = 0; d < columns; d++)
      for (let e = 0; e < columns; e++) {
        let dz = 0;
        for (let j = 0; j < n; j++) if (j !== i) dz += (dS[i * n + j]! + dS[j * n + i]!) * z[j * columns + e]!;
        // Jacobian of h / |h|: (I - z zᵀ) / |h|.
        const jacobian = ((d === e ? 1 : 0) - z[i * columns + d]! * z[i * columns + e]!) / norms[i]!;
        gradient[i * columns + d]! += dz * jacobian;
      }
  return { loss, gradient, lone };
}

/** A row as long as `scale`, pointing along an axis. */
const axis = (columns: number, at: number, scale: number): number[] => Array.from({ length: columns }, (_, i) => (i === at ? scale : 0));

describe.each([
  { name: 'native', create: createNativeEngine },
  { name: 'wasm', create: () => createTfjsEngine('wasm') },
  { name: 'cpu', create: () => createTfjsEngine('cpu') },
])('supConLoss on $name', ({ create }) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await create();
  });
  afterAll(() => {
    engine.dispose();
  });
  let before = 0;
  beforeEach(() => {
    before = engine.liveHandles();
  });

  /** Runs the loss on host values; nothing may stay behind on the engine. */
  const run = async (rows: Float32Array, columns: number, labels: ArrayLike<number>, options?: SupConOptions) => {
    const projections = engine.upload(rows, [rows.length / columns, columns]);
    const result = await supConLoss(engine, projections, Int32Array.from(labels), options);
    expect(result.gradient.shape).toEqual(projections.shape);
    const gradient = Float32Array.from(await engine.download(result.gradient));
    engine.free(projections, result.gradient);
    expect(engine.liveHandles()).toBe(before);
    return { loss: result.loss, gradient, lone: result.anchorsWithoutPositives };
  };

  const grid = [2, 5, 12].flatMap((n) =>
    [1, 3, 8].flatMap((columns) => [1, 2, 4].flatMap((classes) => [0.5, 0.1].map((temperature) => ({ n, columns, classes, temperature })))),
  );
  it.each(grid)(
    'agrees with the oracle: $n rows of $columns, $classes classes, temperature $temperature',
    async ({ n, columns, classes, temperature }) => {
      const rows = normals(n * 31 + columns, n * columns).map((value) => value * 3);
      const labels = Array.from({ length: n }, (_, i) => (i * 5) % classes);
      const want = oracle(rows, columns, labels, temperature);
      const got = await run(rows, columns, labels, { temperature });
      expect(got.lone).toBe(want.lone);
      expect(Math.abs(got.loss - want.loss)).toBeLessThan(1e-5 * (1 + want.loss));
      const apart = Math.max(...got.gradient.map((value, at) => Math.abs(value - want.gradient[at]!)));
      expect(apart).toBeLessThan((1e-5 / temperature) * Math.max(1, ...want.gradient.map(Math.abs)));
    },
  );

  it('agrees with finite differences through the normalisation, a lone anchor among the rows', async () => {
    const rows = normals(7, 12 * 5);
    const labels = [0, 0, 1, 1, 1, 2, 2, 0, 3, 1, 2, 2];
    const { gradient } = await run(rows, 5, labels);
    for (const seed of [11, 12, 13, 14]) {
      const direction = normals(seed, rows.length);
      const numeric = await directionalDerivative(rows, direction, 1e-3, async (moved) => (await run(moved, 5, labels)).loss);
      expect(Math.abs(dot(gradient, direction) - numeric)).toBeLessThan(2e-3 * (1 + Math.abs(numeric)));
    }
  });

  it('gives gradients orthogonal to each projection, shrinking with its length and blind to it otherwise', async () => {
    const rows = normals(21, 10 * 6);
    const labels = [0, 1, 0, 1, 2, 2, 2, 0, 1, 1];
    const near = await run(rows, 6, labels);
    const far = await run(
      rows.map((value) => value * 50),
      6,
      labels,
    );
    expect(far.loss).toBeCloseTo(near.loss, 5);
    expect(
      relativeError(
        far.gradient.map((value) => value * 50),
        near.gradient,
      ),
    ).toBeLessThan(1e-4);
    for (let i = 0; i < 10; i++) {
      const [g, h] = [near.gradient.subarray(i * 6, i * 6 + 6), rows.subarray(i * 6, i * 6 + 6)];
      expect(Math.abs(dot(g, h))).toBeLessThan(1e-5 * Math.sqrt(dot(g, g) * dot(h, h)) + 1e-7);
    }
  });

  it('does not care in which order rows and views stand', async () => {
    const rows = normals(22, 8 * 4);
    const viewMajor = [0, 1, 2, 0, 0, 1, 2, 0];
    const order = [0, 4, 1, 5, 2, 6, 3, 7];
    const moved = Float32Array.from(order.flatMap((from) => [...rows.subarray(from * 4, from * 4 + 4)]));
    const one = await run(rows, 4, viewMajor);
    const other = await run(
      moved,
      4,
      order.map((from) => viewMajor[from]!),
    );
    expect(other.loss).toBeCloseTo(one.loss, 6);
    const back = Float32Array.from(order.flatMap((from) => [...one.gradient.subarray(from * 4, from * 4 + 4)]));
    expect(relativeError(other.gradient, back)).toBeLessThan(1e-5);
    // Tiling sample-major rows with view-major labels is the classic mistake: it is another loss.
    expect(Math.abs((await run(moved, 4, viewMajor)).loss - one.loss)).toBeGreaterThan(0.01);
  });

  describe('stays finite and right', () => {
    it('at temperature 0.01 and 0.005', async () => {
      const rows = normals(23, 64 * 16);
      const labels = Array.from({ length: 64 }, (_, i) => i % 5);
      for (const temperature of [0.01, 0.005]) {
        const want = oracle(rows, 16, labels, temperature);
        const got = await run(rows, 16, labels, { temperature });
        expect(Math.abs(got.loss / want.loss - 1)).toBeLessThan(1e-5);
        expect(relativeError(got.gradient, want.gradient)).toBeLessThan(2e-3);
      }
    });

    it('with one class only', async () => {
      const rows = normals(24, 6 * 4);
      const want = oracle(rows, 4, [3, 3, 3, 3, 3, 3], 0.1);
      const got = await run(rows, 4, [3, 3, 3, 3, 3, 3]);
      expect(got.loss).toBeCloseTo(want.loss, 5);
      expect(relativeError(got.gradient, want.gradient)).toBeLessThan(1e-4);
    });

    it('with anchors without positives: left out of the mean, still negatives', async () => {
      const rows = normals(25, 7 * 4);
      const labels = [0, 0, 1, 2, 3, 4, 4];
      const got = await run(rows, 4, labels);
      expect(got.lone).toBe(3);
      expect(got.loss).toBeCloseTo(oracle(rows, 4, labels, 0.1).loss, 5);
      expect(Math.max(...got.gradient.subarray(2 * 4, 3 * 4).map(Math.abs))).toBeGreaterThan(0);
    });

    it('with no positives at all: loss and gradient 0', async () => {
      const got = await run(normals(26, 5 * 4), 4, [0, 1, 2, 3, 4]);
      expect(got).toEqual({ loss: 0, gradient: new Float32Array(20), lone: 5 });
    });

    it('with duplicates: all embeddings equal give ln(2N - 1) and no gradient', async () => {
      const rows = Float32Array.from(Array.from({ length: 16 }, () => [3, -1, 2]).flat());
      const got = await run(
        rows,
        3,
        Array.from({ length: 16 }, (_, i) => i % 4),
      );
      expect(got.loss).toBeCloseTo(Math.log(15), 5);
      expect(Math.max(...got.gradient.map(Math.abs))).toBeLessThan(1e-5);
    });

    it('with one anchor opposite all others, at every temperature', async () => {
      const rows = Float32Array.from(Array.from({ length: 12 }, (_, i) => axis(8, 0, i === 0 ? -2 : 2)).flat());
      const labels = Array.from({ length: 12 }, (_, i) => i % 3);
      for (const temperature of [0.1, 0.07, 0.01]) {
        const got = await run(rows, 8, labels, { temperature });
        const want = oracle(rows, 8, labels, temperature);
        expect(Math.abs(got.loss / want.loss - 1)).toBeLessThan(1e-5);
        expect(got.gradient.every(Number.isFinite)).toBe(true);
      }
    });

    it('with a batch of 1: loss and gradient 0', async () => {
      expect(await run(normals(27, 4), 4, [2])).toEqual({ loss: 0, gradient: new Float32Array(4), lone: 1 });
    });

    it('with a projection of zeros, which stays where it is', async () => {
      const rows = normals(28, 6 * 4);
      rows.fill(0, 4, 8);
      const got = await run(rows, 4, [0, 0, 1, 1, 2, 2]);
      expect(Number.isFinite(got.loss)).toBe(true);
      expect([...got.gradient.subarray(4, 8)]).toEqual([0, 0, 0, 0]);
      expect(got.gradient.every((value) => Math.abs(value) < 100)).toBe(true);
    });
  });

  it('scales by name as SupContrast and google-research do', async () => {
    const rows = normals(29, 8 * 4);
    const labels = [0, 0, 1, 1, 2, 2, 2, 0];
    const paper = await run(rows, 4, labels);
    const supcontrast = await run(rows, 4, labels, { scaling: 'supcontrast' });
    const google = await run(rows, 4, labels, { scaling: 'google-research' });
    expect(supcontrast.loss / paper.loss).toBeCloseTo(0.1 / 0.07, 5);
    expect(google.loss / paper.loss).toBeCloseTo(0.1, 5);
    expect(
      relativeError(
        google.gradient.map((value) => value * 10),
        paper.gradient,
      ),
    ).toBeLessThan(1e-5);
  });

  it('refuses temperatures that are not above 0, labels that do not fit, and rows that are no matrix', async () => {
    const projections = engine.upload(normals(30, 8), [2, 4]);
    const flat = engine.upload(normals(31, 8), [8]);
    const code = (name: string): Error => expect.objectContaining({ code: name }) as Error;
    for (const temperature of [0, -0.1, Number.NaN, Number.POSITIVE_INFINITY])
      await expect(supConLoss(engine, projections, Int32Array.of(0, 0), { temperature })).rejects.toThrow(code('BAD_TEMPERATURE'));
    await expect(supConLoss(engine, projections, Int32Array.of(0))).rejects.toThrow(code('BAD_LABELS'));
    await expect(supConLoss(engine, flat, new Int32Array(8))).rejects.toThrow(code('BAD_SHAPE'));
    engine.free(projections, flat);
    expect(engine.liveHandles()).toBe(before);
  });
});
