import { availableParallelism } from 'node:os';
import type { Engine } from '@supcon/core';
import type { PreprocessingConstants } from '@supcon/core/image';
import { tileLabels } from '../augment/tile-labels.js';
import type { DataSet } from '../data/data-set.js';
import type { Recipe } from '../recipe/recipe-schema.js';
import type { Batch } from './batch-gradient.js';
import type { Plan } from './plan.js';
import { startViewThread, type ViewThread } from './view-thread.js';

/** Which views are drawn, for which batches, from where on. */
export interface ViewPipelineOptions {
  readonly engine: Engine;
  readonly recipe: Pick<Recipe, 'augment' | 'stage1'>;
  readonly data: Pick<DataSet, 'training' | 'classes'>;
  readonly plan: Pick<Plan, 'sampler' | 'stepsPerEpoch' | 'sizeAt'>;
  readonly seed: number;
  /** Of the encoder that the views are for. */
  readonly preprocessing: PreprocessingConstants;
  /** The first batch: epoch and step from 0. Default the very first. */
  readonly from?: { readonly epoch: number; readonly step: number };
  /** Threads that draw, and batches drawn ahead of the step. Default `viewThreads()`. */
  readonly threads?: number;
}

/** A batch on the engine, with its place in the run. */
export interface PlacedBatch extends Batch {
  readonly epoch: number;
  readonly step: number;
}

/** One where the processor also computes, more where there are many cores and perhaps a GPU that is faster than one thread draws. */
export function viewThreads(cores = availableParallelism()): number {
  return Math.min(4, Math.max(1, Math.floor(cores / 4)));
}

/** The batches of stage 1 in their order, to the last of its epochs: read from the cache, drawn in threads while the step before runs, and
 * copied to the engine. What is drawn follows from seed, epoch and step alone, whatever the number of threads and wherever it begins.
 * End it (`return`, or leave a `for await`): its threads live until then. The caller frees each batch's images before it asks for the next: the engine may work in memory that is
 * drawn to again.
 * @throws TrainError VIEWS_FAILED; what reading the cache throws. */
export async function* viewBatches(options: ViewPipelineOptions): AsyncGenerator<PlacedBatch, undefined, undefined> {
  const { engine, recipe, data, plan, from = { epoch: 0, step: 0 }, threads = viewThreads() } = options;
  const { stage1 } = recipe;
  const places = placesFrom(from, stage1.epochs, plan);
  const pool = Array.from({ length: threads }, () => startViewThread());
  try {
    const ahead: Drawing[] = [];
    const drawNext = async (thread: ViewThread): Promise<void> => {
      const next = places.next();
      if (!next.done) ahead.push(await beginDrawing(thread, next.value, options));
    };
    for (const thread of pool) await drawNext(thread);
    for (let drawing = ahead.shift(); drawing; drawing = ahead.shift()) {
      const { epoch, step, indices, size, thread } = drawing;
      const drawn = await drawing.views;
      // The thread writes to this memory when the next batch has been asked for, not before.
      const images = engine.upload(drawn, [drawn.length / (size * size * 3), size, size, 3], { lent: true });
      try {
        await drawNext(thread);
      } catch (error) {
        engine.free(images);
        throw error;
      }
      const classes = Int32Array.from(indices, (index) => data.classes[index]!);
      const sources = Int32Array.from(indices, (_, at) => at);
      yield { epoch, step, images, labels: tileLabels(classes, stage1.views), sources: tileLabels(sources, stage1.views) };
    }
  } finally {
    await Promise.all(pool.map((thread) => thread.close()));
  }
}

interface Place {
  readonly epoch: number;
  readonly step: number;
  readonly indices: readonly number[];
  readonly size: number;
}

interface Drawing extends Place {
  readonly thread: ViewThread;
  readonly views: Promise<Float32Array>;
}

function* placesFrom(
  from: { readonly epoch: number; readonly step: number },
  epochs: number,
  { sampler, stepsPerEpoch, sizeAt }: ViewPipelineOptions['plan'],
): Generator<Place, undefined, undefined> {
  for (let { epoch, step } = from; epoch < epochs; epoch++, step = 0) {
    const batches = sampler.batches(epoch);
    for (; step < stepsPerEpoch; step++) yield { epoch, step, indices: batches[step]!, size: sizeAt(epoch) };
  }
}

/** Reads the pictures and hands them to the thread; resolves when it has them, not when it is done. */
async function beginDrawing(
  thread: ViewThread,
  place: Place,
  { recipe, data, seed, preprocessing }: ViewPipelineOptions,
): Promise<Drawing> {
  const views = thread.draw(await data.training.read(place.indices), data.training.size, {
    augment: recipe.augment,
    views: recipe.stage1.views,
    size: place.size,
    seed,
    purpose: ['augment', place.epoch, place.step],
    normalise: preprocessing,
  });
  // It may fail while the step before still runs: whoever takes the batch hears of it.
  views.catch(() => undefined);
  return { ...place, thread, views };
}
