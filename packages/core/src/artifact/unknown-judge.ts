import { CoreError } from '../errors.js';
import { restoreLength } from '../eval/restore-length.js';
import { unknownScorer, type UnknownScoreName } from '../eval/unknown-score.js';
import type { Artifact } from './read-artifact.js';

/** Whether a picture is unknown to a model, and by which score. */
export interface UnknownAnswer {
  /** Its score is above the threshold. */
  readonly isUnknown: boolean;
  /** Larger for less known, on the score's own scale. */
  readonly score: number;
  readonly threshold: number;
  readonly method: UnknownScoreName;
}

/** Answers about one picture, from what its encoder.onnx says. @param embedding [D], unit length.  @param logits [C]. */
export type UnknownJudge = (embedding: Float32Array, logits: Float32Array) => UnknownAnswer;

/** Judges pictures by the score that the artifact names.
 * @returns undefined for artifacts without thresholds.  @throws CoreError BAD_ARTIFACT when there is no threshold for its score. */
export async function loadUnknownJudge(artifact: Artifact): Promise<UnknownJudge | undefined> {
  const reference = await artifact.loadReference();
  const { unknown } = artifact.manifest;
  if (!reference || !unknown) return undefined;
  const { method, thresholds } = unknown;
  const threshold = thresholds[method];
  if (threshold === undefined)
    throw new CoreError('BAD_ARTIFACT', `artifact ${artifact.folder}: unknown pictures are told by ${method}, which has no threshold`);
  const classifier = await artifact.loadClassifier();
  return (embedding, logits) => {
    const features = restoreLength(classifier, embedding, logits);
    const score = unknownScorer(reference, classifier, features, logits)(method)[0]!;
    return { isUnknown: score > threshold, score, threshold, method };
  };
}
