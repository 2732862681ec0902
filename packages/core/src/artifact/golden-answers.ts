import { CoreError } from '../errors.js';
import type { WeightMap } from '../plans/weight-map.js';
import { restoreLength } from '../eval/restore-length.js';
import { linearLogits, type LinearClassifier } from '../heads/linear-classifier.js';
import type { GoldenRecord } from './golden-record.js';

/** What an encoder.onnx answers to N pictures. */
export interface GoldenAnswers {
  /** [N, D], unit rows. */
  readonly embeddings: Float32Array;
  /** [N, C]. */
  readonly logits: Float32Array;
}

/** Runs an encoder that is being frozen. @param onnx the bytes of its encoder.onnx. @param pictures uint8 [N, S, S, 3] RGB, before normalisation. */
export type AnswerPictures = (onnx: Uint8Array, pictures: Uint8Array, count: number) => Promise<GoldenAnswers>;

/** How long the rows of both are. */
interface Widths {
  readonly embeddingSize: number;
  readonly labels: readonly string[];
}

/** As tensors of a file. @throws CoreError BAD_ARTIFACT for answers that are not so many, or no numbers. */
export function encodeGolden(
  { embeddings, logits }: GoldenAnswers,
  { pictures }: GoldenRecord,
  { embeddingSize, labels }: Widths,
): WeightMap {
  requireFit({ embeddings, logits }, pictures, { embeddingSize, labels });
  return new Map([
    ['embeddings', { shape: [pictures, embeddingSize], data: embeddings }],
    ['logits', { shape: [pictures, labels.length], data: logits }],
  ]);
}

/** @throws CoreError BAD_ARTIFACT where they do not fit what the manifest says. */
export function decodeGolden(tensors: WeightMap, { pictures }: GoldenRecord, widths: Widths): GoldenAnswers {
  const none = new Float32Array();
  const answers = { embeddings: tensors.get('embeddings')?.data ?? none, logits: tensors.get('logits')?.data ?? none };
  requireFit(answers, pictures, widths);
  return answers;
}

/** The same encoder's answers with another classifier, by arithmetic. @returns undefined where the old one knows a single class, whose logits do not tell how long features are. */
export function answersOfClassifier(
  { embeddings, logits }: GoldenAnswers,
  before: LinearClassifier,
  after: LinearClassifier,
): GoldenAnswers | undefined {
  if (before.bias.length === 1) return undefined;
  const count = logits.length / before.bias.length;
  return { embeddings, logits: linearLogits(after, restoreLength(before, embeddings, logits), count) };
}

function requireFit({ embeddings, logits }: GoldenAnswers, pictures: number, { embeddingSize, labels }: Widths): void {
  if (embeddings.length !== pictures * embeddingSize || logits.length !== pictures * labels.length)
    throw new CoreError(
      'BAD_ARTIFACT',
      `artifact: golden/ does not fit ${pictures} pictures of ${embeddingSize} and ${labels.length} numbers: it has ${embeddings.length} and ${logits.length}`,
    );
  if (![...embeddings, ...logits].every(Number.isFinite)) throw new CoreError('BAD_ARTIFACT', 'artifact: golden/ holds what is no number');
}
