import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNativeEngine, createRng, type Engine } from '@supcon/core';
import { PREPROCESSING } from '@supcon/core/image';
import { drawViews } from '../augment/draw-views.js';
import { parseRecipe } from '../recipe/load-recipe.js';
import type { Recipe } from '../recipe/recipe-schema.js';
import { createPlan, type Plan } from './plan.js';
import { viewBatches, viewThreads, type PlacedBatch, type ViewPipelineOptions } from './view-pipeline.js';

let engine: Engine;
beforeAll(async () => {
  engine = await createNativeEngine();
});
afterAll(() => {
  engine.dispose();
});

const SIDE = 20;
const COUNT = 14;
const SEED = 3;
const LENGTH = SIDE * SIDE * 3;
const rng = createRng(SEED, 'pictures');
const pictures = Uint8Array.from({ length: COUNT * LENGTH }, () => rng.integer(256));
const classes = Int32Array.from({ length: COUNT }, (_, index) => index % 3);
const read = (indices: readonly number[]): Promise<Uint8Array> =>
  Promise.resolve(Uint8Array.from(indices.flatMap((index) => [...pictures.subarray(index * LENGTH, (index + 1) * LENGTH)])));
const cache = { size: SIDE, bad: new Map<never, never>(), warnings: new Map<never, never>(), read, close: () => Promise.resolve() };
/** Three steps of four pictures an epoch; the second of two epochs has larger views. */
const recipeOf = (policy: string): Recipe =>
  parseRecipe(
    JSON.stringify({
      description: 'tiny',
      encoder: { depth: 18, stem: 'small', width: 4 },
      imageSize: 16,
      augment: { policy },
      stage1: {
        loss: 'supcon',
        epochs: 2,
        batchSize: 4,
        learningRate: 0.1,
        sizes: [
          { from: 0, size: 12 },
          { from: 0.5, size: 16 },
        ],
      },
    }),
    'tiny.json',
  );
const split = { train: [...classes.keys()], validation: [], test: [] };
const planOf = (recipe: Recipe): Plan => createPlan(recipe, { classes, split } as never, SEED);
const optionsOf = (policy: string, more: Partial<ViewPipelineOptions> = {}): ViewPipelineOptions => {
  const recipe = recipeOf(policy);
  return { engine, recipe, data: { training: cache, classes }, plan: planOf(recipe), seed: SEED, preprocessing: PREPROCESSING, ...more };
};

interface Seen extends Omit<PlacedBatch, 'images'> {
  readonly pixels: Float32Array;
  readonly shape: readonly number[];
}

const collect = async (options: ViewPipelineOptions): Promise<Seen[]> => {
  const seen: Seen[] = [];
  for await (const { images, ...place } of viewBatches(options)) {
    seen.push({ ...place, shape: images.shape, pixels: (await engine.download(images)) as Float32Array });
    engine.free(images);
  }
  return seen;
};

/** Threads of this process, the system's view of it. */
const openPorts = (): number => process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;

describe('viewBatches', () => {
  it.each(['standard', 'simclr'])('%s: yields what drawing in this thread gives, whatever the number of threads', async (policy) => {
    const live = engine.liveHandles();
    const options = optionsOf(policy);
    const seen = await collect({ ...options, threads: 1 });
    expect(seen.map(({ epoch, step }) => [epoch, step])).toEqual([0, 1].flatMap((epoch) => [0, 1, 2].map((step) => [epoch, step])));
    const { sampler, sizeAt } = options.plan;
    for (const { epoch, step, shape, pixels, labels, sources } of seen) {
      const indices = sampler.batches(epoch)[step]!;
      const size = sizeAt(epoch);
      expect(shape).toEqual([8, size, size, 3]);
      const wanted = drawViews(
        await read(indices),
        SIDE,
        {
          augment: options.recipe.augment,
          views: 2,
          size,
          seed: SEED,
          purpose: ['augment', epoch, step],
          normalise: PREPROCESSING,
        },
        new Float32Array(8 * size * size * 3),
      );
      expect(pixels).toEqual(wanted);
      expect([...labels]).toEqual([...indices, ...indices].map((index) => index % 3));
      expect([...sources]).toEqual([0, 1, 2, 3, 0, 1, 2, 3]);
    }
    expect(await collect({ ...options, threads: 3 })).toEqual(seen);
    expect(await collect({ ...options, threads: 2, from: { epoch: 0, step: 2 } })).toEqual(seen.slice(2));
    expect(engine.liveHandles()).toBe(live);
  });

  it('has the next batch read before a step begins, and ends its threads when it is left', async () => {
    const live = engine.liveHandles();
    const ports = openPorts();
    let reads = 0;
    const counting = { ...cache, read: (indices: readonly number[]) => (reads++, read(indices)) };
    const batches = viewBatches(optionsOf('standard', { threads: 2, data: { training: counting, classes } }));
    expect(reads).toBe(0);
    const first = await batches.next();
    expect(reads).toBe(3);
    expect(openPorts()).toBeGreaterThan(ports);
    engine.free(first.value!.images);
    await batches.return(undefined);
    expect(openPorts()).toBe(ports);
    expect(engine.liveHandles()).toBe(live);
    expect(await batches.next()).toEqual({ done: true, value: undefined });
  });

  it('hands on what reading throws, and leaves nothing behind', async () => {
    const live = engine.liveHandles();
    const ports = openPorts();
    let reads = 0;
    const failing = {
      ...cache,
      read: (indices: readonly number[]) => (++reads === 2 ? Promise.reject(new Error('the disk is gone')) : read(indices)),
    };
    await expect(collect(optionsOf('standard', { threads: 1, data: { training: failing, classes } }))).rejects.toThrow('the disk is gone');
    expect(engine.liveHandles()).toBe(live);
    expect(openPorts()).toBe(ports);
  });

  it('says that views could not be made', async () => {
    const recipe = recipeOf('standard');
    const augment = { ...recipe.augment, policy: 'simclr', jitter: undefined } as never;
    await expect(collect(optionsOf('standard', { recipe: { ...recipe, augment } }))).rejects.toMatchObject({
      code: 'VIEWS_FAILED',
      message: expect.stringContaining('--resume') as string,
    });
  });
});

it('draws in one thread beside a processor that computes, in up to four where there are many cores', () => {
  expect([1, 2, 4, 8, 16, 64].map(viewThreads)).toEqual([1, 1, 1, 2, 4, 4]);
});
