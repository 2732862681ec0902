import { expect, it } from 'vitest';
import { confusionMatrix } from './confusion-matrix.js';

it('counts expected by row and predicted by column', () => {
  expect([...confusionMatrix(Int32Array.of(0, 0, 1, 2), Int32Array.of(0, 2, 1, 0), 3)]).toEqual([1, 0, 1, 0, 1, 0, 1, 0, 0]);
  expect([...confusionMatrix(new Int32Array(0), new Int32Array(0), 2)]).toEqual([0, 0, 0, 0]);
});

it('refuses labels outside the classes and lists of unlike length', () => {
  const code = expect.objectContaining({ code: 'BAD_LABELS' }) as Error;
  expect(() => confusionMatrix(Int32Array.of(0, 3), Int32Array.of(0, 0), 3)).toThrow(code);
  expect(() => confusionMatrix(Int32Array.of(0), Int32Array.of(-1), 3)).toThrow(code);
  expect(() => confusionMatrix(Int32Array.of(0), Int32Array.of(0, 1), 3)).toThrow(code);
});
