import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CONTRASTIVE_CASES } from '../../test/contrastive-cases.js';
import { directionalDerivative, dot, normals, relativeError } from '../../test/gradient-check.js';
import { numericGradient, rowsOf } from '../../test/naive-contrastive.js';
import type { Engine } from '../engine/engine.js';
import { createNativeEngine } from '../engine/native/native-engine.js';
import { createTfjsEngine } from '../engine/tfjs/tfjs-engine.js';
import { createRng } from '../rng.js';
import { createContrastiveLoss, type ContrastiveLossOptions } from './contrastive-loss.js';

const LABELS = [0, 0, 1, 1, 1, 2, 2, 0, 3, 1, 2, 2];
const COLUMNS = 5;

describe.each([
  { name: 'native', create: createNativeEngine },
  { name: 'cpu', create: () => createTfjsEngine('cpu') },
])('contrastive losses on $name', ({ create }) => {
  let engine: Engine;
  let before = 0;
  beforeAll(async () => {
    engine = await create();
  });
  afterAll(() => {
    engine.dispose();
  });
  beforeEach(() => {
    before = engine.liveHandles();
  });

  /** Runs a loss on host values; nothing may stay behind on the engine. */
  const run = async (options: ContrastiveLossOptions, rows: Float32Array, columns: number, labels: readonly number[]) => {
    const projections = engine.upload(rows, [labels.length, columns]);
    const targets = { labels: Int32Array.from(labels), images: Int32Array.from(labels) };
    const { gradient, ...rest } = await createContrastiveLoss(options).compute(engine, projections, targets);
    expect(gradient.shape).toEqual(projections.shape);
    const values = Float32Array.from(await engine.download(gradient));
    engine.free(projections, gradient);
    expect(engine.liveHandles()).toBe(before);
    return { ...rest, gradient: values };
  };

  describe.each(CONTRASTIVE_CASES)('$title', ({ options, oracle, orderFree }) => {
    it('agrees with its paper in float64 loops, in value and in gradient', async () => {
      for (const seed of [1, 2, 3]) {
        const rows = normals(seed, LABELS.length * COLUMNS).map((value) => value * 2);
        const got = await run(options, rows, COLUMNS, LABELS);
        const naive = (at: readonly (readonly number[])[]): number => oracle(at, LABELS);
        const want = naive(rowsOf(rows, COLUMNS));
        expect(Math.abs(got.loss - want)).toBeLessThan(2e-5 * (1 + Math.abs(want)));
        expect(relativeError(got.gradient, numericGradient(rowsOf(rows, COLUMNS), naive))).toBeLessThan(2e-4);
        expect(got.anchorsWithoutPositives).toBe(1);
      }
    });

    it('agrees with finite differences of itself', async () => {
      const rows = normals(7, LABELS.length * COLUMNS);
      const { gradient } = await run(options, rows, COLUMNS, LABELS);
      const direction = normals(8, rows.length);
      const numeric = await directionalDerivative(rows, direction, 1e-3, async (at) => (await run(options, at, COLUMNS, LABELS)).loss);
      expect(Math.abs(dot(gradient, direction) - numeric)).toBeLessThan(5e-3 * (1 + Math.abs(numeric)));
    });

    // N-pairs takes the first two rows of a class as its pair, so order is part of what it is.
    if (orderFree)
      it('does not care about the order of rows', async () => {
        const rows = normals(9, LABELS.length * COLUMNS);
        const order = createRng(1, 'order').shuffle(LABELS.map((_, i) => i));
        const shuffled = Float32Array.from(order.flatMap((i) => [...rows.subarray(i * COLUMNS, (i + 1) * COLUMNS)]));
        const one = await run(options, rows, COLUMNS, LABELS);
        const other = await run(
          options,
          shuffled,
          COLUMNS,
          order.map((i) => LABELS[i]!),
        );
        expect(other.loss).toBeCloseTo(one.loss, 5);
        const back = Float32Array.from(order.flatMap((i) => [...one.gradient.subarray(i * COLUMNS, (i + 1) * COLUMNS)]));
        expect(relativeError(other.gradient, back)).toBeLessThan(1e-4);
        expect(other.stats).toEqual(one.stats);
      });

    it('gives gradients orthogonal to each projection', async () => {
      const rows = normals(10, LABELS.length * COLUMNS);
      const { gradient } = await run(options, rows, COLUMNS, LABELS);
      const scale = Math.sqrt(dot(gradient, gradient));
      for (let i = 0; i < LABELS.length; i++) {
        const [g, h] = [gradient, rows].map((values) => values.subarray(i * COLUMNS, (i + 1) * COLUMNS)) as [Float32Array, Float32Array];
        expect(Math.abs(dot(g, h))).toBeLessThan(1e-5 * scale * Math.sqrt(dot(h, h)));
      }
    });

    it.each([
      { regime: 'one class', labels: [3, 3, 3, 3, 3, 3] },
      { regime: 'lone anchors among pairs', labels: [0, 0, 1, 2, 3, 3] },
      { regime: 'no positives at all', labels: [0, 1, 2, 3, 4, 5] },
    ])('agrees with the oracle with $regime', async ({ labels }) => {
      const rows = normals(11, labels.length * COLUMNS);
      const naive = (at: readonly (readonly number[])[]): number => oracle(at, labels);
      const got = await run(options, rows, COLUMNS, labels);
      const want = naive(rowsOf(rows, COLUMNS));
      expect(Math.abs(got.loss - want)).toBeLessThan(2e-5 * (1 + Math.abs(want)));
      const gradient = numericGradient(rowsOf(rows, COLUMNS), naive);
      const largest = Math.max(1, ...gradient.map(Math.abs));
      gradient.forEach((value, at) => {
        expect(Math.abs(got.gradient[at]! - value)).toBeLessThan(5e-4 * largest);
      });
    });

    it('stays finite with duplicates, all rows equal, rows opposite each other, a zero row, and one row alone', async () => {
      const axis = (scale: number): number[] => [scale, 0, 0, 0, 0];
      const regimes: { rows: number[]; labels: number[] }[] = [
        { rows: [...axis(1), ...axis(1), ...axis(2), 0, 1, 0, 0, 0], labels: [0, 1, 0, 1] },
        { rows: Array.from({ length: 8 }, () => [3, -1, 2, 0.5, 1]).flat(), labels: [0, 0, 1, 1, 2, 2, 3, 3] },
        { rows: Array.from({ length: 8 }, (_, i) => axis(i === 0 ? -2 : 2)).flat(), labels: [0, 0, 1, 1, 0, 0, 1, 1] },
        { rows: [0, 0, 0, 0, 0, ...axis(1), 0, 1, 0, 0, 0, 1, 1, 0, 0, 0], labels: [0, 0, 1, 1] },
      ];
      for (const { rows, labels } of regimes) {
        const got = await run(options, Float32Array.from(rows), 5, labels);
        expect(Number.isFinite(got.loss)).toBe(true);
        // A unit row cannot be asked to move faster than the loss changes over the sphere.
        expect(got.gradient.every((value) => Math.abs(value) < 250)).toBe(true);
      }
      const alone = await run(options, normals(12, 4), 4, [2]);
      expect(alone).toMatchObject({ loss: expect.closeTo(oracle([[1, 0, 0, 0]], [2]), 6) as number, anchorsWithoutPositives: 1 });
      expect([...alone.gradient].map(Math.abs)).toEqual([0, 0, 0, 0]);
    });
  });

  it('says what it is missing or what does not fit', async () => {
    const projections = engine.upload(normals(13, 8), [2, 4]);
    const labels = Int32Array.of(0, 0);
    const refusal = async (options: ContrastiveLossOptions, code: string): Promise<void> => {
      const attempt = createContrastiveLoss(options).compute(engine, projections, { labels });
      await expect(attempt).rejects.toThrow(expect.objectContaining({ code }) as Error);
    };
    await refusal({ kind: 'nt-xent' }, 'BAD_LABELS');
    await refusal({ kind: 'supcon', temperature: 0 }, 'BAD_TEMPERATURE');
    await refusal({ kind: 'supcon', classWeights: [-1] }, 'BAD_LOSS');
    await refusal({ kind: 'supcon', classWeights: [] }, 'BAD_LABELS');
    await refusal({ kind: 'supcon', positivesCap: -1 }, 'BAD_LOSS');
    await refusal({ kind: 'max-margin', margin: 0 }, 'BAD_LOSS');
    await refusal({ kind: 'triplet', margin: Number.NaN }, 'BAD_LOSS');
    await refusal({ kind: 'n-pairs', temperature: -1 }, 'BAD_TEMPERATURE');
    await refusal({ kind: 'multi-similarity', alpha: 0 }, 'BAD_LOSS');
    await refusal({ kind: 'multi-similarity', epsilon: -0.1 }, 'BAD_LOSS');
    engine.free(projections);
    expect(engine.liveHandles()).toBe(before);
  });
});
