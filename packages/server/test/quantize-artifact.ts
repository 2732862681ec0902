import { readFile } from 'node:fs/promises';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { quantizeOnnx, withRanges } from '@supcon/core';
import { readArtifact, writeArtifact } from '@supcon/core/artifact';
import { decodeImage, normaliseImage } from '@supcon/core/image';
import { answerGolden } from './answer-golden.js';

/** Writes an artifact in 8 bits beside one in float32, with ranges from the pictures. @param to must not exist. */
export async function quantizeArtifact(from: string, to: string, pictures: readonly Uint8Array[]): Promise<void> {
  const artifact = await readArtifact(from);
  const { name, version, preprocessing, imageSize: size, labels, loss, recipe, data, metrics } = artifact.manifest;
  const float32 = await readFile(artifact.onnxPath);
  const { model, outputs } = withRanges(float32);
  const pixels = await Promise.all(pictures.map(async (bytes) => normaliseImage(await decodeImage(bytes, { size }), preprocessing)));
  const session = await InferenceSession.create(model);
  const told = await session.run({
    images: new Tensor('float32', Float32Array.from(pixels.flatMap((own) => [...own])), [pixels.length, size, size, 3]),
  });
  await session.release();
  const extremes = (output: string): Float32Array => told[output]!.data as Float32Array;
  const ranges = new Map(
    [...outputs].map(([activation, { lowest, highest }]) => [
      activation,
      { low: Math.min(...extremes(lowest)), high: Math.max(...extremes(highest)) },
    ]),
  );
  await writeArtifact(to, {
    ...{ name: `${name}-int8`, version, imageSize: size, preprocessing, labels, loss, recipe, data, metrics },
    createdAt: new Date(Date.UTC(2027, 0, version)).toISOString(),
    quantization: {
      of: { name, version },
      calibrationImages: pixels.length,
      validation: { images: 1, agreement: 1, cosine: { mean: 1, lowest: 1 } },
      limit: { otherwise: 0, cosine: 1, images: 1 },
    },
    quantized: quantizeOnnx(float32, ranges),
    answer: answerGolden(size, preprocessing),
    ...(await artifact.loadWeights()),
  });
}
