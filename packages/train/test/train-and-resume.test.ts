import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNativeEngine, planEncoder, type Engine, type Precision, type WeightMap } from '@supcon/core';
import { createCheckpointStore } from '../src/checkpoint/checkpoint-store.js';
import { openDataSet, type DataSet } from '../src/data/data-set.js';
import { fit } from '../src/loop/fit.js';
import { createRunLog } from '../src/loop/run-log.js';
import { createTrainee } from '../src/loop/trainee.js';
import { parseRecipe } from '../src/recipe/load-recipe.js';
import type { LossKind, Recipe } from '../src/recipe/recipe-schema.js';
import { createReporter } from '../src/console/reporter.js';
import { inTemporaryFolder, writeColourData } from './generated-images.js';
import { plannedEncoder } from '../src/recipe/planned-encoder.js';

/** As in a recipe file: defaults left out. */
type Changes = Readonly<Record<string, unknown>>;

const recipeOf = (loss: LossKind, changes: Changes = {}): Recipe =>
  parseRecipe(
    JSON.stringify({
      description: 'tiny',
      encoder: { depth: 18, stem: 'small', width: 4 },
      imageSize: 16,
      stage1: {
        loss,
        epochs: 3,
        batchSize: 6,
        learningRate: 0.05,
        schedule: { kind: 'warmup-cosine', warmupEpochs: 1 },
        head: { hidden: 8, outputs: 8 },
        ...changes,
      },
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
  const trainee = createTrainee(engine, {
    plan: planEncoder(plannedEncoder(recipe)),
    stage1: recipe.stage1,
    classCounts: [7, 7, 7],
    precision,
    seed: 5,
  });
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
    validate: () => Promise.resolve({ knn: 0 }),
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
  it.each<[LossKind, Precision, Changes]>([
    ['supcon', 'float32', {}],
    ['supcon+cross-entropy', 'bfloat16', {}],
    ['cross-entropy', 'float32', { dropout: 0.3, labelSmoothing: 0.1, classWeighting: 'effective-number' }],
    ['supcon', 'float32', { queue: 20, average: { decay: 0.8 }, optimiser: { kind: 'adamw' }, learningRate: 0.001 }],
    ['supcon+cross-entropy', 'float32', { chunk: 4, optimiser: { kind: 'lars' }, clipNorm: 1 }],
    ['supcon', 'bfloat16', { chunk: 6, checkpointActivations: true }],
    [
      'max-margin',
      'float32',
      { views: 1, optimiser: { kind: 'rmsprop' }, learningRate: 0.001, schedule: { kind: 'cosine', decaySteps: 7 } },
    ],
    ['triplet', 'float32', { optimiser: { kind: 'adam' }, learningRate: 0.001, schedule: { kind: 'one-cycle' } }],
    ['nt-xent', 'float32', { frozenStages: 1, rateByDepth: 0.5, normStatistics: 'pretrained' }],
    ['multi-similarity+cross-entropy', 'float32', { sizes: [{ from: 0.5, size: 12 }] }],
    ['n-pairs', 'float32', { schedule: { kind: 'exponential' } }],
  ])('%s in %s with %o, stopped in an epoch and again later, ends with the weights of an unbroken run', (loss, precision, changes) => {
    const recipe = recipeOf(loss, changes);
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
      expect(rest.outcome).toMatchObject({ epoch: 3, step: 0, imagesSeen: 9 * 6 * recipe.stage1.views });
      expect([...rest.weights.keys()]).toEqual([...whole.weights.keys()]);
      for (const [name, weight] of whole.weights) expect(rest.weights.get(name)).toEqual(weight);
      expect(await lossesOf(broken)).toEqual(await lossesOf(unbroken));
    });
  });

  it('stops early when validation no longer improves, and keeps the weights of the best look', () => {
    const recipe = recipeOf('supcon', { epochs: 20, validateEvery: 1, keep: 'best', earlyStopping: { patience: 3 } });
    return withData(recipe, async (data, folder) => {
      const looks = [0.2, 0.5, 0.4, 0.5, 0.3, 0.9];
      const seen: WeightMap[] = [];
      const store = createCheckpointStore(folder);
      const trainee = createTrainee(engine, {
        plan: planEncoder(plannedEncoder(recipe)),
        stage1: recipe.stage1,
        classCounts: [7, 7, 7],
        precision: 'float32',
        seed: 5,
      });
      const progress = await fit({
        engine,
        recipe,
        data,
        trainee,
        seed: 5,
        store,
        log: createRunLog(folder, silent),
        reporter: silent,
        stop: { requested: false, dispose: () => undefined },
        validate: async () => {
          seen.push(await trainee.weights());
          return { knn: looks[seen.length - 1]! };
        },
      });
      trainee.dispose();
      expect(progress).toMatchObject({ epoch: 5, best: { epoch: 2, value: 0.5 } });
      expect(await store.weights('best')).toEqual(seen[1]);
      const events = (await readFile(join(folder, 'metrics.jsonl'), 'utf8')).trim().split('\n');
      expect(JSON.parse(events.at(-1)!)).toMatchObject({ type: 'early-stop', epoch: 5, best: { epoch: 2 } });
    });
  });

  it('learns from mixed pictures and labels', () => {
    const recipe: Recipe = { ...recipeOf('cross-entropy', { epochs: 8, views: 1 }) };
    const mixing: Recipe = { ...recipe, augment: { ...recipe.augment, mix: { mixup: 0.4, cutmix: 1 } } };
    return withData(mixing, async (data, folder) => {
      await sit({ runFolder: folder, data, recipe: mixing, precision: 'float32' });
      const losses = await lossesOf(folder);
      expect(losses.at(-1)).toBeLessThan(losses[0]!);
    });
  });

  it('draws every picture from a balanced sampler and never leaves an anchor alone', () => {
    const recipe = recipeOf('supcon', { views: 1, sampler: { kind: 'balanced', perClass: 2 }, epochs: 2 });
    return withData(recipe, async (data, folder) => {
      await sit({ runFolder: folder, data, recipe, precision: 'float32' });
      const lone = (await eventsOf(folder)).map((event) => event['anchorsWithoutPositives']);
      expect(lone).toEqual([0, 0]);
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
    const recipe = recipeOf('cross-entropy', { learningRate: 1e30, schedule: { kind: 'constant' } });
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

async function eventsOf(runFolder: string): Promise<Record<string, unknown>[]> {
  const lines = (await readFile(join(runFolder, 'metrics.jsonl'), 'utf8')).trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter((event) => event['type'] === 'epoch');
}

async function lossesOf(runFolder: string): Promise<number[]> {
  return (await eventsOf(runFolder)).map((event) => event['loss'] as number);
}
