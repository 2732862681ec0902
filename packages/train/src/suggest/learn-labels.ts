import {
  createRng,
  fitLinearClassifier,
  fitTemperature,
  linearLogits,
  takeRows,
  type LabelledEmbeddings,
  type LinearClassifier,
  type LinearFitOptions,
} from '@supcon/core';
import { ITERATIONS } from '../evaluate/evaluation-protocol.js';

/** What is known of the classes before there is an artifact. */
export interface LearntLabels {
  readonly classifier: LinearClassifier;
  /** Logits divided by it give probabilities. */
  readonly temperature: number;
}

/** How the classifier is fitted: the recipe's stage 2. */
export interface LearnOptions extends Pick<LinearFitOptions, 'scaling'> {
  /** Strengths of the penalty that the recipe chooses from; the middle one is taken. */
  readonly grid: readonly number[];
  readonly seed: number;
}

/** Of each class, the share that the temperature is set on. */
const VALIDATION = 0.2;
/** Fewer validation pictures than this say nothing about a temperature. */
const LEAST_TO_CALIBRATE = 10;

/** A linear classifier of the pictures that have a label, for choosing the next ones. Its penalty is the middle of the grid: chosen on the few pictures that could be held out of so few, it
 * chose worse pictures (docs/benchmarks.md). The temperature is that of a classifier without a fifth of each class of 3 and more, set on that fifth.
 * @param data of at least 2 classes.  @throws CoreError BAD_SHAPE, BAD_LABELS. */
export function learnLabels(data: LabelledEmbeddings, classes: number, { grid, scaling, seed }: LearnOptions): LearntLabels {
  const fit = {
    l2: grid.toSorted((a, b) => a - b)[Math.floor(grid.length / 2)]!,
    iterations: ITERATIONS,
    ...(scaling === undefined ? {} : { scaling }),
  };
  const learn = ({ embeddings, labels }: LabelledEmbeddings): LinearClassifier =>
    fitLinearClassifier(embeddings, labels.length, labels, classes, fit);
  const { held, kept } = holdOut(data.labels, classes, seed);
  return { classifier: learn(data), temperature: held.length < LEAST_TO_CALIBRATE ? 1 : temperatureOf(takeRows(data, held)) };

  function temperatureOf({ embeddings, labels }: LabelledEmbeddings): number {
    return fitTemperature(linearLogits(learn(takeRows(data, kept)), embeddings, labels.length), labels, classes).temperature;
  }
}

function holdOut(
  labels: Int32Array,
  classes: number,
  seed: number,
): { readonly held: readonly number[]; readonly kept: readonly number[] } {
  const held: number[] = [];
  const kept: number[] = [];
  for (let label = 0; label < classes; label++) {
    const own = [...labels.keys()].filter((row) => labels[row] === label);
    const taken = own.length < 3 ? 0 : Math.max(1, Math.round(own.length * VALIDATION));
    const drawn = createRng(seed, 'suggest', 'validation', label).shuffle(own);
    held.push(...drawn.slice(0, taken));
    kept.push(...drawn.slice(taken));
  }
  return { held, kept };
}
