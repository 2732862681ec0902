import { afterAll, beforeAll, expect, it } from 'vitest';
import { normals, relativeError, values } from '../../test/gradient-check.js';
import { numericGradient, rowsOf, unitRows, type Rows } from '../../test/naive-contrastive.js';
import type { Engine } from '../engine/engine.js';
import { createNativeEngine } from '../engine/native/native-engine.js';
import { countLoneRows, pairwiseLoss, type PairwiseOptions } from './pairwise-loss.js';

const [ROWS, COLUMNS, EXTRA] = [5, 3, 2];
const slopes = normals(1, ROWS * (ROWS + EXTRA));

let engine: Engine;
beforeAll(async () => {
  engine = await createNativeEngine();
});
afterAll(() => {
  engine.dispose();
});

/** Σ w_ij s_ij³ / 3 over all entries, the diagonal among them: every similarity matters on its own. */
const run = async (rows: Float32Array, options: PairwiseOptions) => {
  const before = engine.liveHandles();
  const projections = engine.upload(rows, [ROWS, COLUMNS]);
  const result = await pairwiseLoss('test', engine, projections, new Int32Array(ROWS), options, (similarities) => ({
    loss: similarities.reduce((sum, s, at) => sum + (slopes[at]! * s ** 3) / 3, 0),
    weights: similarities.map((s, at) => slopes[at]! * s * s),
    seen: similarities.length,
  }));
  const gradient = await values(engine, result.gradient);
  engine.free(projections, result.gradient);
  expect(engine.liveHandles()).toBe(before);
  return { ...result, gradient };
};
const naive = (own: Rows, extra: Rows): number => {
  const contrasts = [...own, ...extra];
  const entries = own.flatMap((a) => contrasts.map((b) => a.reduce((sum, value, d) => sum + value * b[d]!, 0)));
  return entries.reduce((sum, s, at) => sum + (slopes[at]! * s ** 3) / 3, 0);
};

it.each([true, false])('carries the slopes of every similarity back to the rows, normalised %s', async (normalise) => {
  const rows = normals(2, ROWS * COLUMNS);
  const loss = (at: Rows): number => naive(normalise ? unitRows(at) : at, []);
  const got = await run(rows, { normalise });
  expect(got.terms.loss).toBeCloseTo(loss(rowsOf(rows, COLUMNS)), 3);
  expect(relativeError(got.gradient, numericGradient(rowsOf(rows, COLUMNS), loss))).toBeLessThan(1e-4);
  expect(relativeError(got.rows, (normalise ? unitRows(rowsOf(rows, COLUMNS)) : rowsOf(rows, COLUMNS)).flat())).toBeLessThan(1e-6);
});

it('compares with extra rows as they are, and sends nothing back to them', async () => {
  const rows = normals(3, ROWS * COLUMNS);
  const extra = { embeddings: normals(4, EXTRA * COLUMNS), labels: new Int32Array(EXTRA) };
  const loss = (at: Rows): number => naive(unitRows(at), rowsOf(extra.embeddings, COLUMNS));
  const got = await run(rows, { extra });
  expect(got.terms.seen).toBe(ROWS * (ROWS + EXTRA));
  expect(relativeError(got.gradient, numericGradient(rowsOf(rows, COLUMNS), loss))).toBeLessThan(1e-4);
});

it('frees what it holds when the loss throws', async () => {
  const projections = engine.upload(normals(5, 6), [2, 3]);
  const before = engine.liveHandles();
  const failing = pairwiseLoss('test', engine, projections, new Int32Array(2), {}, () => {
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(engine.liveHandles()).toBe(before);
  engine.free(projections);
});

it('counts rows whose label no other row has', () => {
  expect(countLoneRows(Int32Array.of(4, 1, 4, 2, 3))).toBe(3);
  expect(countLoneRows(Int32Array.of(1, 1))).toBe(0);
});
