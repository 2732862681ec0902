import { describe, expect, it } from 'vitest';
import { loadRecipe, parseRecipe } from './load-recipe.js';
import type { Recipe } from '../recipe/recipe-schema.js';
import { scaleEpochs } from './scale-epochs.js';

const recipeWith = (schedule: object): Recipe =>
  parseRecipe(
    JSON.stringify({
      description: 'd',
      encoder: { depth: 18, stem: 'small' },
      imageSize: 32,
      stage1: { loss: 'supcon', epochs: 10, batchSize: 8, learningRate: 0.1, validateEvery: 4, schedule },
    }),
    'd.json',
  );

describe('scaleEpochs', () => {
  it('refuses a recipe that trains nothing, and leaves looks out where there are none', async () => {
    const { recipe: probe } = await loadRecipe('probe');
    expect(() => scaleEpochs(probe, 5)).toThrow(expect.objectContaining({ code: 'USAGE' }));
    const { recipe: finetune } = await loadRecipe('finetune');
    expect(scaleEpochs(finetune, 2 * finetune.stage1.epochs).stage1.validateEvery).toBe(0);
  });

  it.each([
    [{ kind: 'warmup-cosine', warmupEpochs: 2 }, { warmupEpochs: 5 }],
    [{ kind: 'cosine', decaySteps: 100 }, { decaySteps: 250 }],
    [{ kind: 'cosine' }, { floor: 0 }],
    [{ kind: 'exponential', everyEpochs: 2 }, { everyEpochs: 5 }],
    [{ kind: 'step', atEpochs: [4, 8] }, { atEpochs: [10, 20] }],
    [{ kind: 'constant' }, { kind: 'constant' }],
    [{ kind: 'one-cycle' }, { risingShare: 0.3 }],
  ])('keeps the shape of %j', (schedule, wanted) => {
    const { stage1 } = scaleEpochs(recipeWith(schedule), 25);
    expect(stage1).toMatchObject({ epochs: 25, validateEvery: 10, schedule: wanted });
  });

  it('changes nothing else, and looks at validation at least every epoch', () => {
    const recipe = recipeWith({ kind: 'constant' });
    expect(scaleEpochs(recipe, 10)).toEqual(recipe);
    expect(scaleEpochs(recipe, 1).stage1.validateEvery).toBe(1);
  });
});
