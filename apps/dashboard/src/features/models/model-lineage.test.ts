import type { Collection, Model, RunSummary } from '@supcon/sdk';
import { expect, it } from 'vitest';
import { modelLineage } from './model-lineage.js';

const model = (version: number, more: Partial<Model> = {}): Model => ({
  name: 'flowers',
  version,
  active: false,
  offered: false,
  aliases: [],
  createdAt: '2026-11-30T10:00:00.000Z',
  embeddingSize: 8,
  imageSize: 32,
  precision: 'float32',
  labels: [],
  recipe: 'custom',
  metrics: { test: { linear: 0.9, knn: 0.8 } },
  ...more,
});
const run = (id: string, startedAt: string, linear: number): RunSummary => ({
  id,
  status: 'finished',
  recipe: 'custom',
  startedAt,
  updatedAt: startedAt,
  result: { test: { linear, knn: 0.8, rawPixels: 0.3 } },
});
const collection = (name: string, version: number) => ({ name, model: { name: 'flowers', version } }) as Collection;
const eightBit = model(2, {
  precision: 'int8',
  quantization: { of: { name: 'flowers', version: 1 }, images: 30, agreement: 1, cosine: 1, withinLimit: true },
});
const world = {
  models: [model(1), eightBit],
  runs: [
    run('other', '2026-11-30T09:50:00.000Z', 0.7),
    run('first', '2026-11-30T09:00:00.000Z', 0.9),
    run('again', '2026-11-30T09:30:00.000Z', 0.9),
    run('later', '2026-11-30T11:00:00.000Z', 0.9),
  ],
  collections: [collection('garden', 1), collection('meadow', 3)],
};

it('finds the run with its figures, the last one before it was frozen, and the collections with its vectors', () => {
  const lineage = modelLineage(model(1), world);
  expect(lineage.run?.id).toBe('again');
  expect(lineage.collections.map(({ name }) => name)).toEqual(['garden']);
  expect(lineage.copies).toEqual([eightBit]);
});

it('leads one in 8 bits back to the model that it was made of, and its run', () => {
  expect(modelLineage(eightBit, world)).toMatchObject({ of: { name: 'flowers', version: 1 }, run: { id: 'again' } });
});

it('says that there is no run where none has its figures', () => {
  expect(modelLineage(model(1, { metrics: {} }), world).run).toBeUndefined();
  expect(modelLineage(model(1, { recipe: 'auto' }), world).run).toBeUndefined();
});
