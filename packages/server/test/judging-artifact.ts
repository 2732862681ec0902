import { InferenceSession, Tensor } from 'onnxruntime-node';
import { fitUnknownReference, restoreLength, unknownScorer, UNKNOWN_SCORES, type UnknownScoreName } from '@supcon/core';
import { readArtifact, writeArtifact } from '@supcon/core/artifact';
import { decodeImage, normaliseImage } from '@supcon/core/image';

/** Writes an artifact that knows the pictures it is given, one of each class in turn, beside one without thresholds.
 * @param to must not exist.  @param threshold of `method`.  @returns what `method` says of any pictures, from their features. */
export async function writeJudgingArtifact(
  from: string,
  to: string,
  method: UnknownScoreName,
  threshold: number,
  pictures: readonly Uint8Array[],
): Promise<(asked: readonly Uint8Array[]) => Promise<Float64Array>> {
  const artifact = await readArtifact(from);
  const { plan, weights, classifier } = await artifact.loadWeights();
  const { name, version, createdAt, imageSize, preprocessing, labels, loss, recipe, data, metrics } = artifact.manifest;
  const featuresOf = async (asked: readonly Uint8Array[]): Promise<{ features: Float32Array; logits: Float32Array }> => {
    const pixels = await Promise.all(
      asked.map(async (bytes) => normaliseImage(await decodeImage(bytes, { size: imageSize }), preprocessing)),
    );
    const session = await InferenceSession.create(artifact.onnxPath);
    const input = new Tensor('float32', Float32Array.from(pixels.flatMap((own) => [...own])), [asked.length, imageSize, imageSize, 3]);
    const { embedding, logits } = await session.run({ images: input });
    await session.release();
    const told = logits!.data as Float32Array;
    return { features: restoreLength(classifier, embedding!.data as Float32Array, told), logits: told };
  };
  const { features } = await featuresOf(pictures);
  const train = { embeddings: features, labels: Int32Array.from(pictures, (_, row) => row % labels.length) };
  const reference = fitUnknownReference(train, train, classifier, 1);
  const { shrinkage } = reference.mahalanobis;
  const thresholds = { ...Object.fromEntries(UNKNOWN_SCORES.map((name) => [name, 0])), knn: 0, mahalanobis: 0, [method]: threshold };
  await writeArtifact(to, {
    ...{ name, version, createdAt, imageSize, preprocessing, labels, loss, recipe, data, metrics },
    unknown: { method, falseAlarmRate: 0.05, thresholds, k: 1, shrinkage },
    reference,
    plan,
    weights,
    classifier,
  });
  return async (asked) => {
    const own = await featuresOf(asked);
    return unknownScorer(reference, classifier, own.features, own.logits)(method);
  };
}
