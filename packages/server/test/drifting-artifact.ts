import { InferenceSession, Tensor } from 'onnxruntime-node';
import { restoreLength } from '@supcon/core';
import { fitDriftReference, fitUnknownThresholds, readArtifact, writeArtifact } from '@supcon/core/artifact';
import { decodeImage, normaliseImage } from '@supcon/core/image';

/** Writes an artifact that keeps figures of the pictures it is given, as of validation pictures, and tells unknown ones by them, beside one that does neither.
 * @param to must not exist.  @param pictures of which the first half stands for training. */
export async function writeDriftingArtifact(from: string, to: string, pictures: readonly Uint8Array[]): Promise<void> {
  const artifact = await readArtifact(from);
  const { plan, weights, classifier } = await artifact.loadWeights();
  const { name, version, createdAt, imageSize, preprocessing, labels, loss, recipe, data, metrics } = artifact.manifest;
  const pixels = await Promise.all(
    pictures.map(async (bytes) => normaliseImage(await decodeImage(bytes, { size: imageSize }), preprocessing)),
  );
  const input = new Float32Array(pixels.length * pixels[0]!.length);
  pixels.forEach((own, row) => input.set(own, row * own.length));
  const session = await InferenceSession.create(artifact.onnxPath);
  const { embedding, logits } = await session.run({ images: new Tensor('float32', input, [pictures.length, imageSize, imageSize, 3]) });
  await session.release();
  const told = logits!.data as Float32Array;
  const features = restoreLength(classifier, embedding!.data as Float32Array, told);
  const middle = Math.floor(pictures.length / 2);
  const width = features.length / pictures.length;
  const part = (begin: number, end: number) => ({
    embeddings: features.slice(begin * width, end * width),
    labels: Int32Array.from({ length: end - begin }, (_, row) => row % labels.length),
  });
  const validation = part(middle, pictures.length);
  const { reference, thresholds } = fitUnknownThresholds(
    { train: part(0, middle), validation, classifier },
    { choice: { method: 'knn', by: 'default' }, k: 1 },
  );
  await writeArtifact(to, {
    ...{ name, version, createdAt, imageSize, preprocessing, labels, loss, recipe, data, metrics },
    ...{ unknown: thresholds, reference, plan, weights, classifier },
    drift: fitDriftReference(validation.embeddings, classifier, 1)!,
  });
}
