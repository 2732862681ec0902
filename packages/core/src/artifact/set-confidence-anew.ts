import { fitPromise } from '../eval/fit-promise.js';
import { DEFAULT_UNKNOWN_SCORE } from '../eval/unknown-score.js';
import { fitClassStatistics, heldOutClassifier, ridgeClassifier, type ClassStatistics } from '../heads/class-statistics.js';
import { linearAccuracy, linearLogits } from '../heads/linear-classifier.js';
import type { LabelledEmbeddings } from '../math/labelled-embeddings.js';
import { createRng } from '../rng.js';
import type { ClassChange } from './change-classes.js';
import { fitDriftReference } from './drift-reference.js';
import type { Manifest } from './manifest.js';
import { fitUnknownThresholds } from './unknown-thresholds.js';

/** What an artifact says of its own certainty once its classes have changed, and on how many photos that was set. */
export interface Anew extends Pick<ClassChange, 'temperature' | 'labelSets' | 'unknown' | 'reference' | 'drift'> {
  readonly heldOut: { readonly images: number; readonly accuracy: number };
}

/** Of each class, this share of photos is held out: none of fewer than five. */
const HELD_OUT = 5;
/** Photos held out in all, at least: fewer say nothing. */
const FEWEST = 10;

/** Sets temperature, label sets, thresholds for unknown pictures and what later pictures are compared with on a fifth of each class's photos, by a classifier of the others, from the features that are kept: no picture is needed.
 * The score of unknown pictures stays the one that was chosen.
 * @param unknown what the artifact said of it before.  @returns undefined where too few photos can be held out.  @throws CoreError BAD_SHAPE. */
export function setConfidenceAnew(statistics: ClassStatistics, { unknown, split }: Pick<Manifest, 'unknown' | 'split'>): Anew | undefined {
  const seed = split?.seed ?? 0;
  const held = drawHeld(statistics, seed);
  const { train, validation } = parts(statistics, held);
  const images = validation.labels.length;
  if (images < FEWEST) return undefined;
  const classes = statistics.photos.length;
  const classifier = heldOutClassifier(statistics, held) ?? ridgeClassifier(fitClassStatistics(train, classes, statistics));
  const { calibration, labelSets } = fitPromise(linearLogits(classifier, validation.embeddings, images), validation.labels, classes);
  const detection = fitUnknownThresholds(
    { train, validation, classifier },
    {
      ...(unknown ? { falseAlarmRate: unknown.falseAlarmRate, k: unknown.k } : {}),
      choice: { method: unknown?.method ?? DEFAULT_UNKNOWN_SCORE, by: unknown?.choice?.by ?? 'default' },
      seed,
    },
  );
  const drift = fitDriftReference(validation.embeddings, classifier, calibration.temperature);
  return {
    heldOut: { images, accuracy: linearAccuracy(classifier, validation) },
    temperature: calibration.temperature,
    labelSets: { ...labelSets, scores: [...labelSets.scores] },
    unknown: detection.thresholds,
    reference: detection.reference,
    ...(drift ? { drift } : {}),
  };
}

/** [C] places of the photos of each class that are held out. */
function drawHeld({ photos, width }: ClassStatistics, seed: number): readonly (readonly number[])[] {
  return photos.map((own, label) => {
    const order = createRng(seed, 'held-out', label).shuffle(Array.from({ length: own.length / width }, (_, row) => row));
    return order.slice(0, Math.floor(order.length / HELD_OUT));
  });
}

function parts(
  { photos, width }: ClassStatistics,
  held: readonly (readonly number[])[],
): Record<'train' | 'validation', LabelledEmbeddings> {
  const rows = { train: [] as Float32Array[], validation: [] as Float32Array[] };
  const labels = { train: [] as number[], validation: [] as number[] };
  photos.forEach((own, label) => {
    const out = new Set(held[label]);
    for (let row = 0; row < own.length / width; row++) {
      const part = out.has(row) ? 'validation' : 'train';
      rows[part].push(own.subarray(row * width, (row + 1) * width));
      labels[part].push(label);
    }
  });
  const stack = (part: 'train' | 'validation'): LabelledEmbeddings => {
    const embeddings = new Float32Array(rows[part].length * width);
    rows[part].forEach((row, at) => embeddings.set(row, at * width));
    return { embeddings, labels: Int32Array.from(labels[part]) };
  };
  return { train: stack('train'), validation: stack('validation') };
}
