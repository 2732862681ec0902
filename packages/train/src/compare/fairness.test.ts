import { describe, expect, it } from 'vitest';
import { parseRecipe } from '../recipe/load-recipe.js';
import type { Recipe } from '../recipe/recipe-schema.js';
import type { RunConfig } from '../run/run-folder.js';
import { unfairRecipes, unfairRuns } from './fairness.js';

const recipe = (changes: Record<string, unknown> = {}, stage1: Record<string, unknown> = {}): Recipe =>
  parseRecipe(
    JSON.stringify({
      description: 'd',
      encoder: { depth: 18, stem: 'small' },
      imageSize: 32,
      stage1: { loss: 'supcon', epochs: 10, batchSize: 8, learningRate: 0.3, ...stage1 },
      ...changes,
    }),
    'd.json',
  );

const run = (changes: Partial<RunConfig> = {}): RunConfig => ({
  formatVersion: 1,
  id: 'a',
  createdAt: '2026-01-01T00:00:00Z',
  recipeName: 'r',
  recipe: recipe(),
  data: { root: 'd', name: 'd', fingerprint: 'f'.repeat(64), images: 10, labels: ['x', 'y'] },
  artifactName: 'd',
  seed: 0,
  skipBad: false,
  backend: 'native',
  device: 'cpu',
  precision: 'float32',
  node: 'v20',
  ...changes,
});

describe('unfairRecipes', () => {
  it('finds pretrained weights on one side alone', () => {
    expect(unfairRecipes(recipe({ init: 'imagenet' }), recipe())).toEqual([
      'weights that the encoder starts from (init): imagenet against random',
    ]);
    expect(unfairRecipes(recipe({ init: 'imagenet' }), recipe({ init: 'imagenet' }))).toEqual([]);
  });

  it('lets what may be compared differ: loss, encoder, augmentation, optimiser', () => {
    const other = recipe({ encoder: { depth: 34, stem: 'small' }, augment: { flip: 0 } }, { loss: 'cross-entropy', views: 1, epochs: 20, optimiser: { kind: 'adam' } }); // prettier-ignore
    expect(unfairRecipes(recipe(), other)).toEqual([]);
  });

  it('names budget and splits', () => {
    expect(unfairRecipes(recipe(), recipe({ split: { validation: 0.3, test: 0.25 } }, { epochs: 11 }))).toEqual([
      'budget in views of each picture (epochs times views): 20 against 22',
      'share of validation pictures (split.validation): 0.1 against 0.3',
      'share of test pictures (split.test): 0.2 against 0.25',
    ]);
  });
});

describe('unfairRuns', () => {
  it('finds nothing between a run and another of its kind', () => {
    expect(unfairRuns(run(), run({ id: 'b', recipeName: 's' }))).toEqual([]);
  });

  it.each([
    [{ data: { ...run().data, fingerprint: '0'.repeat(64) } }, 'data fingerprint: ffffffffffffffff in a, 0000000000000000 in b'],
    [{ seed: 1 }, 'seed: 0 in a, 1 in b'],
    [{ skipBad: true }, 'unreadable pictures left out (--skip-bad): false in a, true in b'],
    [{ precision: 'bfloat16' }, 'precision: float32 in a, bfloat16 in b'],
    [{ backend: 'wasm' }, 'backend: native in a, wasm in b'],
  ] satisfies [Partial<RunConfig>, string][])('names %j', (changes, wanted) => {
    expect(unfairRuns(run(), run({ id: 'b', ...changes }))).toEqual([wanted]);
  });
});
