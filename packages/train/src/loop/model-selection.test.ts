import { expect, it } from 'vitest';
import { stage1Schema } from '../recipe/stage1-schema.js';
import { createModelSelection, type Best } from './model-selection.js';

const stage1Of = (changes: object) => stage1Schema.parse({ loss: 'supcon', epochs: 100, batchSize: 8, learningRate: 0.1, ...changes });

it('watches 5-NN, and the classifier where cross-entropy is all there is or where it is asked for', () => {
  const validation = { knn: 0.7, classifier: 0.8 };
  expect(createModelSelection(stage1Of({})).valueOf(validation)).toBe(0.7);
  expect(createModelSelection(stage1Of({ loss: 'cross-entropy' })).valueOf(validation)).toBe(0.8);
  const asked = createModelSelection(stage1Of({ earlyStopping: { patience: 2, monitor: 'classifier' } }));
  expect(asked.valueOf(validation)).toBe(0.8);
  expect(asked.valueOf({ knn: 0.7 })).toBe(0.7);
});

it('stops after as many looks without improvement as the recipe has patience for, and never without a patience', () => {
  const selection = createModelSelection(stage1Of({ validateEvery: 5, earlyStopping: { patience: 2 } }));
  let best: Best | undefined;
  const stoppedAt: number[] = [];
  for (const [look, value] of [0.5, 0.6, 0.6, 0.59].entries()) {
    const epoch = 5 * (look + 1);
    if (selection.improves(value, best)) best = { epoch, value };
    if (selection.exhausted(epoch, best)) stoppedAt.push(epoch);
  }
  expect(best).toEqual({ epoch: 10, value: 0.6 });
  expect(stoppedAt).toEqual([20]);
  expect(createModelSelection(stage1Of({})).exhausted(1000, { epoch: 1, value: 0.1 })).toBe(false);
});

it('takes only improvements of minDelta or more', () => {
  const selection = createModelSelection(stage1Of({ earlyStopping: { patience: 1, minDelta: 0.01 } }));
  expect(selection.improves(0.505, { epoch: 1, value: 0.5 })).toBe(false);
  expect(selection.improves(0.52, { epoch: 1, value: 0.5 })).toBe(true);
});
