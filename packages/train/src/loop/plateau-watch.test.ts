import { expect, it } from 'vitest';
import { createPlateauWatch } from './plateau-watch.js';

const look = (watch: ReturnType<typeof createPlateauWatch>, epoch: number, loss: number, learningRate = 0.1): string | undefined =>
  watch.look({ epoch, loss, learningRate, spread: 0.5, loneAnchors: 0 });

it('warns once after a fifth of the run without improvement', () => {
  const watch = createPlateauWatch(60, 0.1);
  expect(look(watch, 1, 4)).toBeUndefined();
  for (let epoch = 2; epoch <= 12; epoch++) expect(look(watch, epoch, 4 - 0.0001 * epoch)).toBeUndefined();
  expect(look(watch, 13, 3.999)).toMatch(/below 4\.000 for 12 epochs.*learningRate/s);
  expect(look(watch, 14, 4)).toBeUndefined();
});

it('is silent while the loss falls, and at the end of a schedule', () => {
  const falling = createPlateauWatch(30, 0.1);
  for (let epoch = 1; epoch <= 30; epoch++) expect(look(falling, epoch, 4 * 0.99 ** epoch)).toBeUndefined();
  const ending = createPlateauWatch(30, 0.1);
  for (let epoch = 1; epoch <= 30; epoch++) expect(look(ending, epoch, 4, 0.005)).toBeUndefined();
});
