import { expect, it } from 'vitest';
import { stage1Schema } from '../recipe/stage1-schema.js';
import { createWatches } from './watches.js';
import type { EpochSummary } from '../checkpoint/epoch-summary.js';

const stage1Of = (changes: object) =>
  stage1Schema.parse({
    loss: 'supcon',
    epochs: 100,
    batchSize: 32,
    learningRate: 0.1,
    schedule: { kind: 'warmup-cosine', warmupEpochs: 0 },
    ...changes,
  });
const collapsed = (epoch: number): EpochSummary => ({
  epoch,
  loss: Math.log(63),
  contrastive: Math.log(63),
  learningRate: 0.1,
  spread: 0.001,
  loneAnchors: 0.2,
});

it('raises every alarm that a run gives reason for, each once', () => {
  const look = createWatches(stage1Of({}), []);
  expect(look(collapsed(1)).map(({ code }) => code)).toEqual(['LONE_ANCHORS']);
  expect(look(collapsed(2)).map(({ code }) => code)).toEqual(['COLLAPSE', 'COLLAPSE']);
  expect(look(collapsed(3))).toEqual([]);
});

it('goes on after a resume as if there had been none', () => {
  const look = createWatches(stage1Of({}), [collapsed(1)]);
  expect(look(collapsed(2)).map(({ code }) => code)).toEqual(['COLLAPSE', 'COLLAPSE']);
});

it('knows ln(rows - 1) of softmax losses only, and no lone anchors of cross-entropy', () => {
  const look = createWatches(stage1Of({ loss: 'triplet' }), [collapsed(1)]);
  expect(look(collapsed(2))).toHaveLength(1);
  const baseline = createWatches(stage1Of({ loss: 'cross-entropy', views: 1 }), []);
  expect(baseline({ epoch: 1, loss: 1, learningRate: 0.1, spread: 0.5, loneAnchors: 0.2 }).map(({ code }) => code)).toEqual([]);
});
