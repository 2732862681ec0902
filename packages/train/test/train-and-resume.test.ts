import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNativeEngine, planResNet, type Engine, type Precision, type WeightMap } from '@supcon/core';
import { createCheckpointStore } from '../src/checkpoint/checkpoint-store.js';
import { openDataSet, type DataSet } from '../src/data/data-set.js';
import { fit } from '../src/loop/fit.js';
import { createRunLog } from '../src/loop/run-log.js';
import { createTrainee } from '../src/loop/trainee.js';
import { parseRecipe } from '../src/recipe/load-recipe.js';
import type { LossKind, Recipe } from '../src/recipe/recipe-schema.js';
import { createReporter } from '../src/run/reporter.js';
import { inTemporaryFolder, writeColourData } from './generated-images.js';

const recipeOf = (loss: LossKind, changes: Partial<Recipe['stage1']> = {}): Recipe =>
  parseRecipe(
    JSON.stringify({
      description: 'tiny',
      encoder: { depth: 18, stem: 'small', width: 4 },
      imageSize: 16,
      stage1: { loss, epochs: 3, batchSize: 6, learningRate: 0.05, warmupEpochs: 1, head: { hidden: 8, outputs: 8 }, ...changes },
    }),
    'tiny.json',
  );
const silent = createReporter({ stderr: new PassThrough().resume() });

let engine: Engine;
beforeAll(async () => {
  engine = await createNativeEngine();
});
afterAll(() => {
  engine.dispose();
});

interface Sitting {
  readonly runFolder: string;
  readonly data: DataSet;
  readonly recipe: Recipe;
  readonly precision: Precision;
  /** Ask to stop after this many steps of the sitting. */
  readonly stopAfter?: number;
}

/** One sitting at stage 1, from whatever checkpoint lies in the folder. */
const sit = async ({
  runFolder,
  data,
  recipe,
  precision,
  stopAfter = Infinity,
}: Sitting): Promise<{ weights: WeightMap; outcome: unknown }> => {
  const trainee = createTrainee(engine, { plan: planResNet(recipe.encoder), stage1: recipe.stage1, classes: 3, precision, seed: 5 });
  let asked = 0;
  const stop = {
    // Looked at once after every step.
    get requested() {
      return ++asked >= stopAfter;
    },
    dispose: () => undefined,
  };
  const outcome = await fit({
    engine,
    recipe,
    data,
    trainee,
    seed: 5,
    store: createCheckpointStore(runFolder),
    log: createRunLog(runFolder, silent),
    reporter: silent,
    stop,
    validate: () => Promise.resolve(0),
  }).catch((error: unknown) => error);
  const weights = await trainee.weights();
  trainee.dispose();
  return { weights, outcome };
};

const withData = (recipe: Recipe, use: (data: DataSet, folder: string) => Promise<void>): Promise<void> =>
  inTemporaryFolder(async (folder) => {
    await writeColourData(join(folder, 'data'), { train: 8, test: 2 });
    const data = await openDataSet(join(folder, 'data'), {
      recipe,
      seed: 5,
      skipBad: false,
      cacheFolder: join(folder, 'cache'),
      reporter: silent,
    });
    try {
      await use(data, folder);
    } finally {
      await data.close();
    }
  });

describe('stage 1', () => {
  it.each([
    ['supcon', 'float32'],
    ['supcon+cross-entropy', 'bfloat16'],
    ['cross-entropy', 'float32'],
  ] as const)('%s in %s, stopped in an epoch and again later, ends with the weights of an unbroken run', (loss, precision) => {
    const recipe = recipeOf(loss);
    return withData(recipe, async (data, folder) => {
      const [unbroken, broken] = [join(folder, 'unbroken'), join(folder, 'broken')];
      for (const run of [unbroken, broken]) await mkdir(run);
      const whole = await sit({ runFolder: unbroken, data, recipe, precision });
      // 21 training pictures in batches of 6: 3 steps an epoch, 9 in all.
      for (const stopAfter of [2, 4]) {
        const part = await sit({ runFolder: broken, data, recipe, precision, stopAfter });
        expect(part.outcome).toMatchObject({ code: 'INTERRUPTED' });
        expect(part.weights).not.toEqual(whole.weights);
      }
      const rest = await sit({ runFolder: broken, data, recipe, precision });
      expect(rest.outcome).toMatchObject({ epoch: 3, step: 0, imagesSeen: 9 * 6 * 2 });
      expect([...rest.weights.keys()]).toEqual([...whole.weights.keys()]);
      for (const [name, weight] of whole.weights) expect(rest.weights.get(name)).toEqual(weight);
      expect(await lossesOf(broken)).toEqual(await lossesOf(unbroken));
    });
  });

  it('leaves nothing behind on the engine and learns: the loss falls', () => {
    const recipe = recipeOf('supcon+cross-entropy', { epochs: 8 });
    return withData(recipe, async (data, folder) => {
      const before = engine.liveHandles();
      await sit({ runFolder: folder, data, recipe, precision: 'float32' });
      const afterOne = engine.liveHandles();
      const losses = await lossesOf(folder);
      expect(losses).toHaveLength(8);
      expect(losses.at(-1)).toBeLessThan(losses[0]! * 0.8);
      // The engine keeps small constants of its own; a second run makes no more of them.
      await sit({ runFolder: join(folder, 'cache'), data, recipe, precision: 'float32' });
      expect(engine.liveHandles()).toBe(afterOne);
      expect(afterOne - before).toBeLessThan(10);
    });
  });

  it('stops with advice when the loss is not a number', () => {
    const recipe = recipeOf('cross-entropy', { learningRate: 1e30, warmupEpochs: 0 });
    return withData(recipe, async (data, folder) => {
      const { outcome } = await sit({ runFolder: folder, data, recipe, precision: 'float32' });
      expect(outcome).toMatchObject({ code: 'DIVERGED', message: expect.stringContaining('stage1.learningRate') as string });
    });
  });

  it('refuses a checkpoint that was damaged', () => {
    const recipe = recipeOf('supcon');
    return withData(recipe, async (data, folder) => {
      await sit({ runFolder: folder, data, recipe, precision: 'float32', stopAfter: 1 });
      const path = join(folder, 'checkpoints', 'last.safetensors');
      const file = await readFile(path);
      file[file.length - 5] = file[file.length - 5]! ^ 1;
      await writeFile(path, file);
      const { outcome } = await sit({ runFolder: folder, data, recipe, precision: 'float32' });
      expect(outcome).toMatchObject({ code: 'BAD_CHECKPOINT', message: expect.stringContaining('checksum') as string });
    });
  });
});

async function lossesOf(runFolder: string): Promise<number[]> {
  const lines = (await readFile(join(runFolder, 'metrics.jsonl'), 'utf8')).trim().split('\n');
  return lines
    .map((line) => JSON.parse(line) as { type: string; loss: number })
    .filter((event) => event.type === 'epoch')
    .map((event) => event.loss);
}
