import { expect, it } from 'vitest';
import { recallAtK } from './recall-at-k.js';

it('asks whether one of the class is among the k nearest', () => {
  expect(recallAtK(Int32Array.of(3, 4), 2)).toBe(0);
  expect(recallAtK(Int32Array.of(3, 4), 3)).toBe(1);
  expect(recallAtK(Int32Array.of(3, 4), 1000)).toBe(1);
  expect(recallAtK(new Int32Array(0), 5)).toBe(0);
});
