import { expect, it } from 'vitest';
import { loadRecipe } from '../recipe/load-recipe.js';
import { adaptRecipe } from './adapt-recipe.js';

const finetune = await loadRecipe('finetune');
const classes = (...counts: number[]) => counts.map((count, at) => ({ label: `c${at}`, count }));

it('leaves a recipe as it is for a handful of classes of like size', () => {
  expect(adaptRecipe(finetune, classes(100, 120, 90))).toEqual({ recipe: finetune, notes: [] });
});

it('puts batches together by class where there are so many that most would come alone', () => {
  const { recipe, notes } = adaptRecipe(finetune, classes(...Array.from({ length: 200 }, () => 20)));
  expect(recipe.recipe.stage1.sampler).toEqual({ kind: 'balanced', perClass: 4 });
  expect(notes).toEqual([expect.stringMatching(/^200 classes in batches of 32: .*4 pictures/)]);
});

it('weighs rare classes more where some are far larger', () => {
  const { recipe, notes } = adaptRecipe(finetune, classes(4, 120));
  expect(recipe.recipe.stage1.classWeighting).toBe('effective-number');
  expect(notes).toEqual([expect.stringMatching(/'c1' has 120 pictures, 'c0' 4/)]);
});

it('keeps a weighting that the recipe has', () => {
  const own = { ...finetune.recipe, stage1: { ...finetune.recipe.stage1, classWeighting: 'inverse-frequency' as const } };
  expect(adaptRecipe({ name: 'own', recipe: own }, classes(4, 120))).toEqual({ recipe: { name: 'own', recipe: own }, notes: [] });
});
