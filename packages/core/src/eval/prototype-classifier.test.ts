import { expect, it } from 'vitest';
import { classifyByPrototype, fitPrototypes } from './prototype-classifier.js';

it('averages directions, not lengths, and never answers a class without rows', () => {
  const prototypes = fitPrototypes({ embeddings: Float32Array.of(100, 0, 0, 1, -1, 0), labels: Int32Array.of(0, 0, 2) }, 3);
  const half = Math.fround(Math.SQRT1_2);
  expect([...prototypes.directions]).toEqual([half, half, 0, 0, -1, 0]);
  expect([...classifyByPrototype(prototypes, Float32Array.of(3, 3, -1, 0.2, -1, -1), 3)]).toEqual([0, 2, 2]);
});

it('takes the first of equals', () => {
  const prototypes = fitPrototypes({ embeddings: Float32Array.of(1, 0, 1, 0), labels: Int32Array.of(0, 1) }, 2);
  expect([...classifyByPrototype(prototypes, Float32Array.of(1, 5, 0, 0), 2)]).toEqual([0, 0]);
});
