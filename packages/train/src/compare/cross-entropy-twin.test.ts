import { describe, expect, it } from 'vitest';
import { listRecipes, loadRecipe, parseRecipe, type NamedRecipe } from '../recipe/load-recipe.js';
import { crossEntropyTwin } from './cross-entropy-twin.js';
import { budgetOf, unfairRecipes } from './fairness.js';

const named = (stage1: object): NamedRecipe => ({
  name: 'own',
  recipe: parseRecipe(
    JSON.stringify({
      description: 'd',
      encoder: { depth: 18, stem: 'small' },
      imageSize: 32,
      augment: { flip: 0.25 },
      stage1: { loss: 'supcon', views: 2, epochs: 10, batchSize: 8, learningRate: 0.3, ...stage1 },
    }),
    'own.json',
  ),
});

describe('crossEntropyTwin', () => {
  it('keeps encoder, augmentation, optimiser, batch and budget, and drops what only a contrastive loss has', () => {
    const own = named({ queue: 64, chunk: 4, lossOptions: { form: 'in' }, earlyStopping: { patience: 3 } });
    const twin = crossEntropyTwin(own);
    const { stage1, description: _d, ...rest } = twin.recipe;
    const { stage1: ownStage1, description: _o, ...ownRest } = own.recipe;
    expect(rest).toEqual(ownRest);
    expect(stage1).toMatchObject({ loss: 'cross-entropy', views: 1, epochs: 20, queue: 0, lossOptions: {} });
    expect(stage1.chunk).toBeUndefined();
    for (const key of ['batchSize', 'learningRate', 'optimiser', 'weightDecay', 'earlyStopping', 'average'] as const)
      expect(stage1[key]).toEqual(ownStage1[key]);
    expect(unfairRecipes(own.recipe, twin.recipe)).toEqual([]);
  });

  it('takes as many views as asked for, in whole epochs', () => {
    expect(crossEntropyTwin(named({ views: 2 }), 2).recipe.stage1).toMatchObject({ views: 2, epochs: 10 });
    expect(() => crossEntropyTwin(named({ views: 2 }), 3)).toThrow('10 epochs of 2 views cannot be 3 views in whole epochs');
  });

  it('refuses a recipe that is cross-entropy already', () => {
    expect(() => crossEntropyTwin(named({ loss: 'cross-entropy' }))).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });

  it('refuses a recipe that trains nothing', () => {
    expect(() => crossEntropyTwin(named({ loss: 'none', epochs: 0 }))).toThrow(
      expect.objectContaining({ code: 'USAGE', message: expect.stringMatching(/trains nothing/) as string }),
    );
  });

  it('exists for every contrastive recipe that comes with the package, at equal budget', async () => {
    let seen = 0;
    for (const name of await listRecipes()) {
      const recipe = await loadRecipe(name);
      if (['cross-entropy', 'none'].includes(recipe.recipe.stage1.loss)) continue;
      if (recipe.recipe.encoder.kind === 'onnx') {
        expect(() => crossEntropyTwin(recipe)).toThrow(/an encoder of your own as it is, so there is nothing for cross-entropy to train/);
        continue;
      }
      seen++;
      expect(budgetOf(crossEntropyTwin(recipe).recipe)).toBe(budgetOf(recipe.recipe));
    }
    expect(seen).toBeGreaterThan(2);
  });
});
