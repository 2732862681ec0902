import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { unfairRecipes } from '../src/compare/fairness.js';
import { AUTO_RECIPE } from '../src/recipe/auto-recipe.js';
import { listRecipes, loadRecipe } from '../src/recipe/load-recipe.js';

const recipes = new Map(await Promise.all((await listRecipes()).map(async (name) => [name, (await loadRecipe(name)).recipe] as const)));
const NOTEBOOKS = 'sayakpaul/Supervised-Contrastive-Learning-in-TensorFlow-2, ';
const notebooks = [...recipes].filter(([, { source }]) => source?.startsWith(NOTEBOOKS));
const recipe = (name: string) => {
  const found = recipes.get(name);
  if (!found) throw new Error(`no recipe ${name}`);
  return found;
};
const inRepository = (path: string): Promise<string> => readFile(new URL(`../../../${path}`, import.meta.url), 'utf8');

describe('the recipes of the notebooks', () => {
  it('cover each of the twelve notebooks that train', () => {
    const files = new Set(notebooks.map(([, { source }]) => source!.slice(NOTEBOOKS.length).split('/').at(-1)!));
    expect([...files].sort()).toEqual([
      'Contrastive_Training_Flowers.ipynb',
      'Contrastive_Training_Flowers_Augmentation.ipynb',
      'Contrastive_Training_Imagenet_subset_Adam.ipynb',
      'Contrastive_Training_Imagenet_subset_RMSprop.ipynb',
      'Contrastive_Training_Imagenet_subset_SGD.ipynb',
      'Contrastive_Training_Pets.ipynb',
      'Full_Supervised_Training_Pets.ipynb',
      'Fully_Supervised_Training_Flowers.ipynb',
      'Fully_Supervised_Training_Flowers_Augmentation.ipynb',
      'Fully_Supervised_Training_IMGNET_subset_Adam.ipynb',
      'Fully_Supervised_Training_IMGNET_subset_RMSprop.ipynb',
      'Fully_Supervised_Training_IMGNET_subset_SGD.ipynb',
    ]);
  });

  it.each(notebooks)('%s says what the notebook reached, in the documentation too', async (name, { expected }) => {
    const figure = /^Stored in the notebook: (0\.\d{3})/.exec(expected ?? '')?.[1];
    expect(figure).toBeDefined();
    const row = (await inRepository('docs/recipes.md')).split('\n').find((line) => line.startsWith(`| \`${name}\` |`));
    expect(row).toContain(` ${figure}`);
  });

  it.each(notebooks)('%s trains on the whole picture at 128 px, in one view, without weight decay', (_, own) => {
    expect(own).toMatchObject({
      encoder: { depth: 50, stem: 'imagenet', strideAt: 'conv1', width: 64 },
      imageSize: 128,
      trainSize: 128,
      cacheSize: 128,
      augment: { cropScale: [1, 1], cropAspect: [1, 1], blur: { probability: 0 } },
      stage1: { views: 1, batchSize: 64, learningRate: 0.001, weightDecay: 0, temperature: 0.1, queue: 0 },
    });
    const { optimiser } = own.stage1;
    if (optimiser.kind === 'sgd') expect(optimiser.momentum).toBe(0);
    else expect(optimiser).toMatchObject({ convention: 'keras' });
  });

  it('descend the sum over pairs where they are contrastive, and stop early where they are not', () => {
    for (const [, { stage1 }] of notebooks)
      if (stage1.loss === 'cross-entropy')
        expect(stage1).toMatchObject({ epochs: 50, validateEvery: 1, earlyStopping: { patience: 2 }, keep: 'best' });
      else
        expect(stage1).toMatchObject({
          loss: 'max-margin',
          lossOptions: { reduction: 'sum', margin: 1 },
          head: { kind: 'dense-relu' },
          keep: 'last',
        });
  });

  it('leave pictures as they are in stage 2 where stage 1 does', () => {
    for (const [, { augment, stage2 }] of notebooks) expect(stage2.augmentedPasses === 0).toBe(augment.policy === 'none');
  });
});

describe('the recipes that are set beside each other', () => {
  it.each([
    ['imagenet5', 'imagenet5-ce'],
    ['imagenet5-supcon', 'imagenet5-ce'],
    ['flowers-small', 'flowers-small-ce'],
    ['pets-small', 'pets-small-ce'],
  ])('%s and %s see as many pictures, the same way', (contrastive, baseline) => {
    const [a, b] = [recipe(contrastive), recipe(baseline)];
    expect(unfairRecipes(a, b)).toEqual([]);
    for (const key of ['encoder', 'imageSize', 'trainSize', 'cacheSize', 'augment', 'split', 'stage2', 'precision'] as const)
      expect(a[key]).toEqual(b[key]);
    const { loss: _a, views: _viewsA, epochs: _epochsA, ...stageA } = a.stage1;
    const { loss: _b, views: _viewsB, epochs: _epochsB, ...stageB } = b.stage1;
    expect(stageA).toEqual(stageB);
  });

  it.each([
    ['flowers-small', 1250],
    ['pets-small', 1000],
  ])('%s takes at most 20 minutes at 200 views a second on %d pictures', (name, pictures) => {
    const { split, stage1 } = recipe(name);
    const trained = pictures * (1 - split.test) * (1 - split.validation);
    expect((stage1.epochs * stage1.views * trained) / 200 / 60).toBeLessThan(20);
  });
});

it('every recipe is in docs/recipes.md, and nothing else is', async () => {
  const text = await inRepository('docs/recipes.md');
  const section = /\n## Built-in recipes\n([\s\S]*?)\n## /.exec(text)?.[1] ?? '';
  const named = [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name!);
  expect(named.sort()).toEqual([AUTO_RECIPE, ...recipes.keys()].sort());
});

it('no recipe has the name of another nx target of the package', async () => {
  const { nx } = JSON.parse(await inRepository('packages/train/package.json')) as { nx: { targets: object } };
  for (const target of [...Object.keys(nx.targets), 'build', 'lint', 'typecheck', 'test', 'slow', 'accuracy'])
    expect(recipes.has(target)).toBe(false);
  expect(recipes.has(AUTO_RECIPE)).toBe(false);
});
