import { createRng, preferredPrecision, selectEngine, type BackendChoice, type Precision } from '@supcon/core';
import { openDataSet } from '../data/data-set.js';
import { createPlan } from '../loop/plan.js';
import { createTrainee } from '../loop/trainee.js';
import { viewBatches } from '../loop/view-pipeline.js';
import { cacheFolder } from '../home.js';
import { maxPixels } from '../max-pixels.js';
import { formatDuration } from '../console/format-duration.js';
import type { Reporter } from '../console/reporter.js';
import { checkInit } from './check-init.js';
import type { NewRun } from './start-run.js';
import { traineeOptions } from './trained-encoder.js';

/** What a run would be. */
export interface Rehearsal {
  readonly recipe: string;
  readonly data: string;
  readonly device: string;
  readonly precision: Precision;
  readonly images: { readonly train: number; readonly validation: number; readonly test: number };
  readonly labels: readonly string[];
  readonly warnings: readonly string[];
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  /** Side of the largest crops, in pixels. */
  readonly cropSize: number;
  /** With crops of that size. */
  readonly secondsPerStep: number;
  /** Of stage 1. */
  readonly estimatedSeconds: number;
  /** Peak of this process so far, in MiB. */
  readonly peakRssMiB: number;
  /** Whether activations are computed again in backward. */
  readonly checkpointActivations: boolean;
  readonly parameters: number;
}

/** What a dry run tries. */
export interface RehearseOptions {
  readonly start: NewRun;
  readonly home: string;
  readonly backend: BackendChoice;
  readonly precision: Precision | 'auto' | undefined;
  readonly reporter: Reporter;
  /** As in `TrainOptions`. */
  readonly maxPixels?: number;
}

/** The first steps also choose kernels and grow memory pools. */
const STEPS = 3;

/** Goes as far as a few training steps, of the largest crops, without writing anything but the cache of decoded pictures: recipe, data and memory are tried as the
 * run would use them. @throws what the run would throw. */
export async function rehearseRun({
  start,
  home,
  backend,
  precision: asked,
  reporter,
  maxPixels: limit,
}: RehearseOptions): Promise<Rehearsal> {
  const { recipe } = start.recipe;
  await checkInit(start.init, recipe);
  const data = await openDataSet(start.data, { ...start, recipe, maxPixels: maxPixels(limit), cacheFolder: cacheFolder(home), reporter });
  try {
    const engine = await selectEngine({
      backend,
      deterministic: start.deterministic ?? false,
      onNotice: (text) => {
        reporter.note(text);
      },
    });
    try {
      const wanted = asked ?? recipe.precision;
      const precision = wanted === 'auto' ? await preferredPrecision(engine) : wanted;
      const plan = createPlan(recipe, data, start.seed);
      const { stepsPerEpoch, totalSteps, largestEpoch } = plan;
      const trainee = createTrainee(engine, traineeOptions({ recipe, precision, seed: start.seed }, data));
      const seconds: number[] = [];
      const steps = Math.min(STEPS, totalSteps);
      let begun = performance.now();
      const { preprocessing } = trainee.encoder;
      const from = { epoch: largestEpoch, step: 0 };
      const drawn = viewBatches({ engine, recipe, data, plan, seed: start.seed, preprocessing, from });
      for await (const batch of steps === 0 ? [] : drawn) {
        await trainee.step(batch, { learningRate: 1e-6, step: 0, rng: createRng(start.seed, 'step', 0, seconds.length) });
        engine.free(batch.images);
        seconds.push((performance.now() - begun) / 1000);
        if (seconds.length === steps) break;
        begun = performance.now();
      }
      const secondsPerStep = steps === 0 ? 0 : Math.min(...seconds);
      const parameters = trainee.parameters.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
      trainee.dispose();
      return {
        recipe: start.recipe.name,
        data: data.root,
        device: engine.device,
        precision,
        images: { train: data.split.train.length, validation: data.split.validation.length, test: data.split.test.length },
        labels: data.labels,
        warnings: data.warnings.map(({ message }) => message),
        epochs: recipe.stage1.epochs,
        stepsPerEpoch,
        cropSize: plan.sizeAt(largestEpoch),
        secondsPerStep,
        estimatedSeconds: Math.round(secondsPerStep * plan.workOf(totalSteps)),
        peakRssMiB: Math.round(process.resourceUsage().maxRSS / 1024),
        checkpointActivations: recipe.stage1.checkpointActivations,
        parameters,
      };
    } finally {
      engine.dispose();
    }
  } finally {
    await data.close();
  }
}

/** A dry run as lines for people. */
export function describeRehearsal(rehearsal: Rehearsal): string {
  const { images, labels, epochs, stepsPerEpoch, cropSize, secondsPerStep, estimatedSeconds } = rehearsal;
  const memory = rehearsal.checkpointActivations ? ', activations checkpointed' : '; less with --checkpoint-activations';
  return [
    `Dry run of ${rehearsal.recipe} on ${rehearsal.data}; no run was made.`,
    `  pictures   ${images.train} training, ${images.validation} validation, ${images.test} test, ${labels.length} classes`,
    `  computes   ${rehearsal.device}, ${rehearsal.precision}; ${(rehearsal.parameters / 1e6).toFixed(1)} million parameters`,
    `  stage 1    ${epochs} epochs of ${stepsPerEpoch} steps, ${(1000 * secondsPerStep).toFixed(0)} ms a step at ${cropSize} px: about ${formatDuration(estimatedSeconds)}`,
    `  memory     ${rehearsal.peakRssMiB} MiB so far${memory}`,
    ...rehearsal.warnings.map((warning) => `  warning    ${warning}`),
  ].join('\n');
}
