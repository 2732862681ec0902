import type { LinearClassifier } from '@supcon/core';
import type { DataSet } from '../data/data-set.js';
import type { Reporter } from '../console/reporter.js';
import { accuracy, predictLabels } from './class-accuracy.js';
import { CORRUPTION_KINDS, type CorruptionKind } from './corruptions/severity.js';
import { embedCorrupted } from './embed-images.js';
import type { PictureEncoder } from './picture-encoder.js';

/** What is left of a classifier's accuracy on pictures that are spoilt; 0..1. */
export interface CorruptionScores {
  /** On the same pictures as they are. */
  readonly clean: number;
  /** Over all kinds and strengths: mean corruption accuracy. */
  readonly mean: number;
  readonly curves: readonly {
    readonly name: CorruptionKind;
    /** At strength 1, 2, ... 5. */
    readonly accuracies: readonly number[];
  }[];
}

/** What is measured on corrupted test pictures. */
export interface CorruptionOptions {
  readonly encoder: PictureEncoder;
  readonly data: DataSet;
  readonly classifier: LinearClassifier;
  /** Accuracy on the clean test pictures. */
  readonly clean: number;
  readonly seed: number;
  readonly reporter: Reporter;
}

const STRENGTHS = [1, 2, 3, 4, 5] as const;

/** Embeds the test pictures once for each corruption and strength, and classifies them; every kind counts alike in the mean.
 * @see Hendrycks and Dietterich, arXiv:1903.12261; here accuracies, not errors relative to AlexNet's. */
export async function corruptionAccuracy(options: CorruptionOptions): Promise<CorruptionScores> {
  const { encoder, data, classifier, clean, seed, reporter } = options;
  const { test } = data.split;
  const labels = Int32Array.from(test, (index) => data.classes[index]!);
  const task = reporter.task('Corrupting', CORRUPTION_KINDS.length * STRENGTHS.length * test.length, 'images');
  let before = 0;
  const curves: { name: CorruptionKind; accuracies: number[] }[] = [];
  try {
    for (const kind of CORRUPTION_KINDS) {
      const accuracies: number[] = [];
      for (const strength of STRENGTHS) {
        const embeddings = await embedCorrupted(encoder, data.evaluation, test, { kind, strength, seed }, (done) => {
          task.update(before + done, kind);
        });
        before += test.length;
        accuracies.push(accuracy(predictLabels(classifier, embeddings, test.length), labels));
      }
      curves.push({ name: kind, accuracies });
    }
  } finally {
    task.stop();
  }
  const all = curves.flatMap(({ accuracies }) => accuracies);
  return { clean, mean: all.reduce((a, b) => a + b, 0) / all.length, curves };
}
