import type { Model } from '@supcon/sdk';
import { expect, it } from 'vitest';
import { modelScores } from './model-scores.js';

const model = (metrics: Model['metrics']): Model => ({
  name: 'm',
  version: 1,
  active: true,
  offered: false,
  aliases: ['production'],
  createdAt: '2026-11-24T00:00:00.000Z',
  embeddingSize: 4,
  precision: 'float32',
  imageSize: 32,
  labels: ['a'],
  metrics,
});

it.each([
  [{ test: { linear: 0.8, knn: 0.7, rawPixels: 0.3 } }, { linear: 0.8, knn: 0.7, rawPixels: 0.3 }],
  [{ test: { linear: 0.8, knn: 'good', rawPixels: 30 } }, { linear: 0.8 }],
  [{ test: null }, {}],
  [{}, {}],
])('reads %j', (metrics, scores) => {
  expect(modelScores(model(metrics))).toEqual(scores);
});
