import {
  calibrateLabelSets,
  knnAccuracy,
  linearLogits,
  selectLinearClassifier,
  softmaxProbabilities,
  type LabelledEmbeddings,
} from '@supcon/core';
import { fitDriftReference, type Artifact, type ArtifactContent, type Manifest } from '@supcon/core/artifact';
import type { DataSet } from '../data/data-set.js';
import { accuracy } from '../evaluate/class-accuracy.js';
import { fitClasses, keepClasses } from '../evaluate/fit-classes.js';
import type { OnnxModel } from '../evaluate/onnx-model.js';
import { stackEmbeddings } from '../evaluate/stack-embeddings.js';
import { fitUnknownDetection } from '../evaluate/unknown-detection.js';
import { ITERATIONS, NEIGHBOURS } from '../evaluate/evaluation-protocol.js';
import type { Reporter } from '../console/reporter.js';
import { compareAnswers, type Answers } from './compare-answers.js';
import { pictureBatches } from './picture-batches.js';

/** The same encoder twice, loaded. */
export interface BothEncoders {
  readonly float32: OnnxModel;
  readonly int8: OnnxModel;
}

/** What a quantized encoder answers on validation pictures. */
export interface Nearness {
  /** To the float32 encoder. */
  readonly validation: NonNullable<Manifest['quantization']>['validation'];
  readonly answers: Answers;
}

/** What a quantized encoder is worth, beside the one it was made of. */
export interface Measured {
  /** Accuracy of the artifact's classifier and of the 5 nearest neighbours among the other pictures, as a training measures them. */
  readonly test: { readonly linear: number; readonly knn: number };
  /** Thresholds, reference and label sets from the embeddings of the quantized encoder, of those that the artifact has; and with thresholds what later pictures are compared with. */
  readonly detection: Pick<ArtifactContent, 'unknown' | 'reference' | 'labelSets' | 'drift'>;
  /** What classes are added and taken out with, from those embeddings too, where the artifact has it. */
  readonly classes: Pick<ArtifactContent, 'classes' | 'statistics'>;
}

/** How near the two are, on the validation pictures of what the artifact was trained on. */
export async function measureNearness(
  { manifest }: Artifact,
  data: DataSet,
  { float32, int8 }: BothEncoders,
  reporter: Reporter,
): Promise<Nearness> {
  const { validation } = data.split;
  const answers = await answersOf(int8, manifest, data, validation, reporter);
  return { validation: compareAnswers(await answersOf(float32, manifest, data, validation, reporter), answers), answers };
}

/** @param data what the artifact was trained on, split as it was.  @param onValidation what the quantized encoder answered there. */
export async function measureQuantized(
  { manifest }: Artifact,
  data: DataSet,
  { int8, onValidation }: { readonly int8: OnnxModel; readonly onValidation: Answers },
  reporter: Reporter,
): Promise<Measured> {
  const { train, validation, test } = data.split;
  const ask = (indices: readonly number[]): Promise<Answers> => answersOf(int8, manifest, data, indices, reporter);
  const onTest = await ask(test);
  const labelled = ({ embeddings, features = embeddings }: Answers, indices: readonly number[]): LabelledEmbeddings => ({
    embeddings: features,
    labels: Int32Array.from(indices, (index) => data.classes[index]!),
  });
  const learnt = [labelled(await ask(train), train), labelled(onValidation, validation)] as const;
  const tested = labelled(onTest, test);
  return {
    test: {
      linear: accuracy(onTest.classes, tested.labels),
      knn: knnAccuracy(stackEmbeddings(learnt), tested, NEIGHBOURS),
    },
    detection: manifest.unknown ? detectionOf(manifest, manifest.unknown, ...learnt) : {},
    classes: manifest.classes ? classesOf(manifest, manifest.classes, ...learnt) : {},
  };
}

function detectionOf(
  { labels, loss, split, calibration, labelSets }: Manifest,
  { falseAlarmRate, k }: NonNullable<Manifest['unknown']>,
  train: LabelledEmbeddings,
  validation: LabelledEmbeddings,
): Measured['detection'] {
  // The artifact's own has seen the validation pictures.
  const { classifier, l2 } = selectLinearClassifier(train, validation, labels.length, { iterations: ITERATIONS });
  const data = { train, validation, classifier, fit: { l2 } };
  const { thresholds, reference } = fitUnknownDetection(data, { falseAlarmRate, k, trained: loss !== 'none', seed: split?.seed ?? 0 });
  const drift = fitDriftReference(validation.embeddings, classifier, calibration?.temperature ?? 1);
  const detection = { unknown: thresholds, reference, ...(drift ? { drift } : {}) };
  if (!labelSets) return detection;
  const logits = linearLogits(classifier, validation.embeddings, validation.labels.length);
  const probabilities = softmaxProbabilities(logits, labels.length, calibration?.temperature);
  const sets = calibrateLabelSets(probabilities, validation.labels, labels.length);
  return { ...detection, labelSets: { ...sets, scores: [...sets.scores] } };
}

function classesOf(
  { labels }: Manifest,
  { validation }: NonNullable<Manifest['classes']>,
  ...[train, looked]: readonly [LabelledEmbeddings, LabelledEmbeddings]
): Measured['classes'] {
  const learnt = stackEmbeddings([train, looked]);
  // What the softmax classifier lost in 8 bits is said in `quantization`.
  const fit = fitClasses(learnt, train.labels.length, labels.length, validation.softmax);
  return fit ? keepClasses(fit, labels.length) : {};
}

async function answersOf(
  model: OnnxModel,
  manifest: Manifest,
  { evaluation }: DataSet,
  indices: readonly number[],
  reporter: Reporter,
): Promise<Answers> {
  const { embeddingSize, imageSize, labels } = manifest;
  const embeddings = new Float32Array(indices.length * embeddingSize);
  const features = new Float32Array(embeddings.length);
  let answersFeatures = false;
  const classes: number[] = [];
  const task = reporter.task('Embedding', indices.length, 'images');
  try {
    for await (const { images, count } of pictureBatches(evaluation, manifest, indices)) {
      const answer = await model.run(images, count, imageSize);
      embeddings.set(answer.get('embedding')!, classes.length * embeddingSize);
      const own = answer.get('features');
      if (own) features.set(own, classes.length * embeddingSize);
      answersFeatures = own !== undefined;
      const logits = answer.get('logits')!;
      for (let row = 0; row < count; row++) {
        const own = logits.subarray(row * labels.length, (row + 1) * labels.length);
        classes.push(own.indexOf(Math.max(...own)));
      }
      task.update(classes.length);
    }
  } finally {
    task.stop();
  }
  return { embeddings, ...(answersFeatures ? { features } : {}), classes: Int32Array.from(classes) };
}
