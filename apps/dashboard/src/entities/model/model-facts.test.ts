import type { Model } from '@supcon/sdk';
import { expect, it } from 'vitest';
import { modelFacts } from './model-facts.js';
import { offeredModel } from './offered-model.js';
import { servingModel } from './serving-model.js';

const model: Model = {
  name: 'm',
  version: 1,
  active: true,
  offered: false,
  aliases: ['production'],
  createdAt: '2026-11-24T00:00:00.000Z',
  embeddingSize: 128,
  precision: 'float32',
  imageSize: 32,
  labels: ['a', 'b'],
  metrics: {},
};
const now = Date.parse('2026-11-24T02:00:00Z');

it('says of a model what it is and when it was frozen', () => {
  expect(modelFacts(model, now)).toEqual([
    { name: 'Classes', value: '2' },
    { name: 'Embedding', value: '128 numbers' },
    { name: 'Sees', value: '32 × 32 px' },
    { name: 'Computes in', value: 'float32' },
    { name: 'Frozen', value: '2 h ago' },
  ]);
});

it.each([
  [{ precision: 'int8' as const }, { name: 'Computes in', value: '8-bit integers' }],
  [{ recipe: 'quick' }, { name: 'Recipe', value: 'quick' }],
])('knows %j', (fields, fact) => {
  expect(modelFacts({ ...model, ...fields }, now)).toContainEqual(fact);
});

it('finds the model that answers', () => {
  const idle = { ...model, active: false };
  expect(servingModel([idle, model])).toBe(model);
  expect(servingModel([idle])).toBeUndefined();
});

it('finds the newest of the models that could serve', () => {
  const of = (day: string, offered: boolean): Model => ({ ...model, createdAt: `2026-11-${day}T00:00:00.000Z`, offered });
  const newest = of('28', true);
  expect(offeredModel([of('27', true), newest, of('29', false)])).toBe(newest);
  expect(offeredModel([of('29', false)])).toBeUndefined();
});
