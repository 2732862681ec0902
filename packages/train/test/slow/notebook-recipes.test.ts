import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { listRecipes, loadRecipe, type NamedRecipe } from '../../src/recipe/load-recipe.js';
import { recipeSchema } from '../../src/recipe/recipe-schema.js';
import { createReporter } from '../../src/console/reporter.js';
import { readResult } from '../../src/run/read-result.js';
import { trainRun } from '../../src/run/train-run.js';
import { inTemporaryFolder, writeColourData } from '../generated-images.js';

const EPOCHS = 2;

const recipes = await Promise.all((await listRecipes()).map(loadRecipe));
/** Those of the notebooks and of the paper: what is not ours names where it is from. */
const published = recipes.filter(({ recipe }) => recipe.source !== undefined);

const shortened = ({ name, recipe }: NamedRecipe): NamedRecipe => ({
  name,
  recipe: recipeSchema.parse({
    ...recipe,
    stage1: {
      ...recipe.stage1,
      epochs: EPOCHS,
      schedule: recipe.stage1.schedule.kind === 'warmup-cosine' ? { kind: 'warmup-cosine', warmupEpochs: 1 } : recipe.stage1.schedule,
    },
  }),
});

it.each(published.map((recipe) => [recipe.name, recipe] as const))(
  '%s trains its encoder at its own size for two epochs and leaves a result',
  (_, recipe) =>
    inTemporaryFolder(async (folder) => {
      const data = join(folder, 'colours');
      await writeColourData(data, { '': 12 });
      const { run } = await trainRun({
        start: { fresh: { recipe: shortened(recipe), data, name: undefined, seed: 3, skipBad: false, init: undefined } },
        home: folder,
        backend: 'auto',
        precision: undefined,
        reporter: createReporter({ stderr: new PassThrough().resume() }),
        stop: { requested: false, dispose: () => undefined },
        onRun: () => undefined,
      });
      const result = await readResult(run.folder, run.config.id);
      const events = (await readFile(join(run.folder, 'metrics.jsonl'), 'utf8'))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { type: string; loss?: number; images?: { train: number } });
      // The batch shrinks to the training pictures: one step an epoch.
      const pictures = events.find(({ type }) => type === 'start')!.images!.train;
      const { views } = recipe.recipe.stage1;
      expect(result).toMatchObject({ recipe: recipe.name, epochs: EPOCHS, imagesSeen: EPOCHS * pictures * views });
      expect(events.filter(({ type }) => type === 'epoch').map(({ loss }) => Number.isFinite(loss))).toEqual([true, true]);
      expect(result.stage2.augmentedPasses).toBeLessThanOrEqual(recipe.recipe.stage2.augmentedPasses);
      // Three colours that a linear classifier tells apart even behind an encoder that has hardly learnt.
      expect(result.test.linear).toBeGreaterThan(0.5);
    }),
);
