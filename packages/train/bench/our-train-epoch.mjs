#!/usr/bin/env node
/**
 * Whole epochs of SupCon training through the parts of `supcon train`: photos from disk, decoding, cache, views, the training loop. Beside them
 * the step alone, on one batch that stays in memory, a few before the first epoch and after each: the machine's mood changes, and an epoch is compared
 * with the steps around it. With --sharp pictures are decoded as versions before did it. Prints one JSON line. `npm run bench -- train-epoch` runs it.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { parseArgs } from 'node:util';
import { createNativeEngine, createRng } from '@supcon/core';
import { FIRST_DECODING, PREPROCESSING } from '@supcon/core/image';
import { drawViews } from '../dist/augment/draw-views.js';
import { tileLabels } from '../dist/augment/tile-labels.js';
import { openDataSet } from '../dist/data/data-set.js';
import { fit } from '../dist/loop/fit.js';
import { createTrainee } from '../dist/loop/trainee.js';
import { parseRecipe } from '../dist/recipe/load-recipe.js';
import { createReporter } from '../dist/console/reporter.js';
import { NEVER_STOP } from '../dist/console/stop-signal.js';
import { traineeOptions } from '../dist/run/trained-encoder.js';

/** The first steps also choose kernels and grow the memory pools. */
const WARM_UP = 2;
const SEED = 0;

process.stdout.write(`${JSON.stringify(await measure())}\n`);

async function measure() {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      precision: { type: 'string', default: 'float32' },
      policy: { type: 'string', default: 'standard' },
      batch: { type: 'string', default: '128' },
      size: { type: 'string', default: '96' },
      epochs: { type: 'string', default: '3' },
      steps: { type: 'string', default: '3' },
      sharp: { type: 'boolean', default: false },
    },
  });
  if (values.data === undefined) throw new Error('--data must name a folder of photos, a folder a class');
  const [batch, size, epochs, steps] = [values.batch, values.size, values.epochs, values.steps].map(Number);
  const precision = values.precision === 'bfloat16' ? 'bfloat16' : 'float32';
  // One decoded size serves training and evaluation; as little as possible is split off.
  const recipe = parseRecipe(
    JSON.stringify({
      description: 'What train-epoch measures.',
      encoder: { depth: 18, stem: 'imagenet' },
      imageSize: Math.round(1.25 * size),
      trainSize: size,
      split: { validation: 0.02, test: 0.02 },
      augment: { policy: values.policy },
      stage1: {
        loss: 'supcon',
        epochs,
        batchSize: batch,
        learningRate: 0.01,
        validateEvery: 1,
        schedule: { kind: 'constant' },
        optimiser: { kind: 'sgd', momentum: 0.9, nesterov: false },
      },
    }),
    'train-epoch',
  );
  const reporter = createReporter({ stderr: new PassThrough().resume() });
  const cacheFolder = await mkdtemp(join(tmpdir(), 'supcon-train-epoch-'));
  const engine = await createNativeEngine();
  try {
    const decodingBegan = performance.now();
    const data = await openDataSet(values.data, {
      recipe,
      seed: SEED,
      skipBad: false,
      cacheFolder,
      reporter,
      nearDuplicates: false,
      ...(values.sharp ? { decoding: FIRST_DECODING } : {}),
    });
    const decodeSeconds = secondsSince(decodingBegan);
    const trainee = createTrainee(engine, traineeOptions({ recipe, precision, seed: SEED }, data));
    const held = await holdBatch(engine, recipe, data);
    await timeSteps(engine, trainee, held, WARM_UP);
    /** Before the first epoch, and after each. */
    const stepSeconds = [await timeSteps(engine, trainee, held, steps)];
    const epochSeconds = [];
    let began = performance.now();
    await fit({
      engine,
      recipe,
      data,
      trainee,
      seed: SEED,
      // Checkpoints are no part of what is measured; nor is validation, whose place the step alone takes.
      store: { save: nothing, restore: nothing, saveWeights: nothing, weights: nothing },
      validate: async () => {
        epochSeconds.push(secondsSince(began));
        stepSeconds.push(await timeSteps(engine, trainee, held, steps));
        began = performance.now();
        return { knn: 0 };
      },
      log: { write: () => undefined },
      reporter,
      stop: NEVER_STOP,
    });
    engine.free(held.images);
    trainee.dispose();
    await data.close();
    const rows = held.labels.length;
    const viewsPerEpoch = rows * Math.floor(data.split.train.length / batch);
    const later = epochSeconds.slice(1);
    /** Of each later epoch, in views/s, beside the step alone just before and after it. */
    const shares = later.map((seconds, at) => {
      const around = median([...stepSeconds[at + 1], ...stepSeconds[at + 2]]);
      return viewsPerEpoch / seconds / (rows / around);
    });
    return {
      peer: 'ours',
      device: engine.device,
      precision,
      batch,
      size,
      policy: values.policy,
      decodeSeconds,
      stepSeconds,
      epochSeconds,
      /** Views a second; two of each photo. The first epoch has all decoding in it, that of the photos split off too. */
      firstEpochViewsPerSecond: viewsPerEpoch / (decodeSeconds + epochSeconds[0]),
      viewsPerSecond: viewsPerEpoch / median(later),
      stepViewsPerSecond: rows / median(stepSeconds.flat()),
      epochShare: median(shares),
      decodedPerSecond: data.paths.length / decodeSeconds,
      peakRssMiB: process.resourceUsage().maxRSS / 1024,
    };
  } finally {
    engine.dispose();
    await rm(cacheFolder, { recursive: true, force: true });
  }
}

/** Views of the first pictures, which stay in memory. */
async function holdBatch(engine, recipe, data) {
  const { views, batchSize } = recipe.stage1;
  const indices = data.split.train.slice(0, batchSize);
  const size = recipe.trainSize;
  const drawn = drawViews(await data.training.read(indices), data.training.size, {
    augment: recipe.augment,
    views,
    size,
    seed: SEED,
    purpose: ['held'],
    normalise: PREPROCESSING,
  });
  const images = engine.upload(drawn, [views * indices.length, size, size, 3]);
  const classes = Int32Array.from(indices, (index) => data.classes[index]);
  return {
    images,
    labels: tileLabels(classes, views),
    sources: tileLabels(
      classes.map((_, at) => at),
      views,
    ),
  };
}

async function timeSteps(engine, trainee, batch, count) {
  const seconds = [];
  for (let step = 0; step < count; step++) {
    const began = performance.now();
    await trainee.step(batch, { learningRate: 0.01, step, rng: createRng(SEED, 'held', step) });
    // The step is over when an updated parameter can be read, also where the device works behind our back.
    await engine.download(trainee.parameters.at(-1).value);
    seconds.push(secondsSince(began));
  }
  return seconds;
}

function secondsSince(began) {
  return (performance.now() - began) / 1000;
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

async function nothing() {
  return undefined;
}
