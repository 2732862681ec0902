import type { Model } from '@supcon/sdk';
import { expect, it } from 'vitest';
import { classChanges, formatPoints, metricChanges } from './metric-changes.js';

const model = (linear: number | undefined, labels: string[]): Model => ({
  name: 'flowers',
  version: 1,
  active: false,
  offered: false,
  aliases: [],
  createdAt: '2026-11-30T10:00:00.000Z',
  embeddingSize: 8,
  imageSize: 32,
  precision: 'float32',
  labels,
  metrics: linear === undefined ? {} : { test: { linear, knn: 0.5 } },
});

it('puts the figures of two models beside each other', () => {
  expect(metricChanges(model(0.8, []), model(0.9, []))).toEqual([
    { name: 'Linear classifier', before: 0.8, after: 0.9 },
    { name: '5 nearest neighbours', before: 0.5, after: 0.5 },
  ]);
  expect(metricChanges(undefined, model(undefined, []))[0]).toEqual({ name: 'Linear classifier', before: undefined, after: undefined });
});

it('names the classes that come and go', () => {
  expect(classChanges(model(1, ['a', 'b']), model(1, ['b', 'c']))).toEqual({ gained: ['c'], lost: ['a'] });
  expect(classChanges(undefined, model(1, ['b']))).toEqual({ gained: ['b'], lost: [] });
});

it.each([
  [0.8, 0.912, '+11.2'],
  [0.8, 0.7, '−10.0'],
  [0.8, 0.8001, '±0.0'],
  [undefined, 0.8, '–'],
])('says how far it is from %s to %s: %s', (before, after, said) => expect(formatPoints(before, after)).toBe(said));
