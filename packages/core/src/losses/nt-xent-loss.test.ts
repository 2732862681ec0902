import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { normals, values } from '../../test/gradient-check.js';
import { rowsOf, unitRows } from '../../test/naive-contrastive.js';
import type { Engine } from '../engine/engine.js';
import { createNativeEngine } from '../engine/native/native-engine.js';
import { ntXentLoss } from './nt-xent-loss.js';

describe('ntXentLoss', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createNativeEngine();
  });
  afterAll(() => {
    engine.dispose();
  });
  const run = async (rows: Float32Array, images: readonly number[], temperature?: number) => {
    const projections = engine.upload(rows, [images.length, rows.length / images.length]);
    const result = await ntXentLoss(engine, projections, Int32Array.from(images), temperature === undefined ? {} : { temperature });
    const gradient = await values(engine, result.gradient);
    engine.free(projections, result.gradient);
    return { ...result, gradient };
  };

  it("is the mean of SimCLR's pair losses in both directions", async () => {
    const images = [0, 1, 2, 3, 0, 1, 2, 3];
    const rows = normals(1, 8 * 5);
    const z = unitRows(rowsOf(rows, 5));
    const similarity = (i: number, j: number): number => z[i]!.reduce((sum, value, d) => sum + value * z[j]![d]!, 0) / 0.5;
    const pairLoss = (i: number, j: number): number => {
      const denominator = images.reduce((sum, _, k) => (k === i ? sum : sum + Math.exp(similarity(i, k))), 0);
      return -Math.log(Math.exp(similarity(i, j)) / denominator);
    };
    const want = [0, 1, 2, 3].reduce((sum, k) => sum + pairLoss(k, k + 4) + pairLoss(k + 4, k), 0) / 8;
    expect((await run(rows, images)).loss).toBeCloseTo(want, 5);
  });

  it('gives ln(2N - 1) at any temperature when all projections coincide', async () => {
    const rows = Float32Array.from(Array.from({ length: 10 }, () => [1, 2, 3]).flat());
    for (const temperature of [0.5, 0.05])
      expect((await run(rows, [0, 1, 2, 3, 4, 4, 3, 2, 1, 0], temperature)).loss).toBeCloseTo(Math.log(9), 5);
  });

  it('leaves out images with one view, and counts them', async () => {
    expect(await run(normals(2, 4 * 3), [0, 1, 2, 0])).toMatchObject({ anchorsWithoutPositives: 2 });
    expect((await run(normals(3, 3 * 3), [0, 1, 2])).loss).toBe(0);
  });
});
