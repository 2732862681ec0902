import {
  createRng,
  fitClassStatistics,
  linearAccuracy,
  linearLogits,
  ridgeClassifier,
  type ClassStatistics,
  type LabelledEmbeddings,
} from '@supcon/core';
import type { ClassChange, Manifest } from '@supcon/core/artifact';
import { DEFAULT_SCORE } from '../evaluate/choose-unknown-score.js';
import { fitPromise } from '../evaluate/fit-confidence.js';
import { fitUnknownDetection } from '../evaluate/unknown-detection.js';

/** What an artifact says of its own certainty once its classes have changed, and on how many photos that was set. */
export interface Anew extends Pick<ClassChange, 'temperature' | 'labelSets' | 'unknown' | 'reference'> {
  readonly heldOut: { readonly images: number; readonly accuracy: number };
}

/** Of each class, this share of photos is held out: none of fewer than five. */
const HELD_OUT = 5;
/** Photos held out in all, at least: fewer say nothing. */
const FEWEST = 10;

/** Sets temperature, label sets and thresholds for unknown pictures on a fifth of each class's photos, by a classifier of the others, from the features that are kept: no picture is needed.
 * The score of unknown pictures stays the one that was chosen.
 * @param unknown what the artifact said of it before.  @returns undefined where too few photos can be held out.  @throws CoreError BAD_SHAPE. */
export function setConfidenceAnew(statistics: ClassStatistics, { unknown, split }: Pick<Manifest, 'unknown' | 'split'>): Anew | undefined {
  const seed = split?.seed ?? 0;
  const { train, validation } = holdOut(statistics, seed);
  const images = validation.labels.length;
  if (images < FEWEST) return undefined;
  const classes = statistics.photos.length;
  const classifier = ridgeClassifier(fitClassStatistics(train, classes, statistics));
  const { calibration, labelSets } = fitPromise(linearLogits(classifier, validation.embeddings, images), validation.labels, classes);
  const detection = fitUnknownDetection(
    // No classifier is fitted where the score is chosen already.
    { train, validation, classifier, fit: {} },
    {
      ...(unknown ? { falseAlarmRate: unknown.falseAlarmRate, k: unknown.k } : {}),
      chosen: { method: unknown?.method ?? DEFAULT_SCORE, by: unknown?.choice?.by ?? 'default' },
      seed,
    },
  );
  return {
    heldOut: { images, accuracy: linearAccuracy(classifier, validation) },
    temperature: calibration.temperature,
    labelSets: { ...labelSets, scores: [...labelSets.scores] },
    unknown: detection.thresholds,
    reference: detection.reference,
  };
}

function holdOut({ photos, width }: ClassStatistics, seed: number): Record<'train' | 'validation', LabelledEmbeddings> {
  const rows = { train: [] as Float32Array[], validation: [] as Float32Array[] };
  const labels = { train: [] as number[], validation: [] as number[] };
  photos.forEach((own, label) => {
    const order = createRng(seed, 'held-out', label).shuffle(Array.from({ length: own.length / width }, (_, row) => row));
    const held = Math.floor(order.length / HELD_OUT);
    order.forEach((row, at) => {
      const part = at < held ? 'validation' : 'train';
      rows[part].push(own.subarray(row * width, (row + 1) * width));
      labels[part].push(label);
    });
  });
  const stack = (part: 'train' | 'validation'): LabelledEmbeddings => {
    const embeddings = new Float32Array(rows[part].length * width);
    rows[part].forEach((row, at) => embeddings.set(row, at * width));
    return { embeddings, labels: Int32Array.from(labels[part]) };
  };
  return { train: stack('train'), validation: stack('validation') };
}
