import { isWithinLimit, type Manifest } from '@supcon/core/artifact';
import type { Quantized } from './quantize-artifact.js';

/** What a quantized artifact gives and costs, in a few lines. */
export function describeQuantized({ folder, manifest, before, bytes, milliseconds }: Quantized): string {
  const { quantization, metrics } = manifest;
  const { calibrationImages, validation } = quantization!;
  const test = (metric: 'linear' | 'knn'): string => {
    const was = before['test']?.[metric];
    return `${percent(metrics['test']![metric]!)}${was === undefined ? '' : ` (float32 ${percent(was)})`}`;
  };
  return [
    `Ranges from ${calibrationImages} training pictures. encoder.onnx: ${megabytes(bytes.float32)} -> ${megabytes(bytes.int8)}; one picture here: ${milliseconds.float32.toFixed(2)} -> ${milliseconds.int8.toFixed(2)} ms.`,
    ...(milliseconds.int8 > milliseconds.float32
      ? [
          'Warning: it was slower than float32 on this machine just now. Processors with VNNI or AMX gain; measure where it is to run, with nothing else running.',
        ]
      : []),
    `On ${validation.images} validation pictures: the same class as float32 for ${percent(validation.agreement)}; cosine of the two embeddings ${validation.cosine.mean.toFixed(4)} on average, ${validation.cosine.lowest.toFixed(4)} at least.`,
    `On the test pictures: linear ${test('linear')}, 5-NN ${test('knn')}.`,
    isWithinLimit(quantization!)
      ? 'Inside its limit: a server that was not told which model is to serve takes it.'
      : `Outside its limit (${describeLimit(quantization!)}): it serves where you say so.`,
    `Artifact: ${folder}`,
  ].join('\n');
}

/** What an encoder in 8 bits has to keep to be used without being asked for. */
export function describeLimit({ limit }: Pick<NonNullable<Manifest['quantization']>, 'limit'>): string {
  return limit
    ? `at most ${percent(limit.otherwise)} of ${limit.images} or more validation pictures in another class, a mean cosine of ${limit.cosine}`
    : 'none is said';
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
