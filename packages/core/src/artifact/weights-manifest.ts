import { CoreError } from '../errors.js';
import type { WeightMap } from '../encoders/weight-map.js';

/** The part of TensorFlow.js's `model.json` that names the tensors inside the binary files. */
export interface WeightsModel {
  readonly format: 'supcon-encoder';
  readonly generatedBy: 'supcon';
  /** What `planResNet` is called with, and the image size. */
  readonly modelTopology: unknown;
  readonly weightsManifest: readonly [
    {
      readonly paths: readonly ['weights.bin'];
      readonly weights: readonly { readonly name: string; readonly shape: readonly number[]; readonly dtype: 'float32' }[];
    },
  ];
}

/** All tensors one after the other, little-endian float32: the binary file that TensorFlow.js's `io.decodeWeights` reads. */
export function encodeWeights(weights: WeightMap, modelTopology: unknown): { model: WeightsModel; bytes: Uint8Array } {
  const total = [...weights.values()].reduce((sum, weight) => sum + weight.data.length, 0);
  const bytes = new Uint8Array(total * 4);
  const view = new DataView(bytes.buffer);
  let offset = 0;
  for (const { data } of weights.values())
    for (const value of data) {
      view.setFloat32(offset, value, true);
      offset += 4;
    }
  const specs = [...weights].map(([name, { shape }]) => ({ name, shape, dtype: 'float32' as const }));
  return {
    model: {
      format: 'supcon-encoder',
      generatedBy: 'supcon',
      modelTopology,
      weightsManifest: [{ paths: ['weights.bin'], weights: specs }],
    },
    bytes,
  };
}

/** @throws CoreError BAD_ARTIFACT when the file is shorter or longer than its tensors. */
export function decodeWeights(model: WeightsModel, bytes: Uint8Array): WeightMap {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const weights: WeightMap = new Map();
  let offset = 0;
  for (const { name, shape } of model.weightsManifest[0].weights) {
    const size = shape.reduce((a, b) => a * b, 1);
    if (offset + 4 * size > bytes.length) throw new CoreError('BAD_ARTIFACT', `artifact: weights.bin ends inside ${name}`);
    const start = offset;
    weights.set(name, { shape, data: Float32Array.from({ length: size }, (_, i) => view.getFloat32(start + 4 * i, true)) });
    offset += 4 * size;
  }
  if (offset !== bytes.length)
    throw new CoreError('BAD_ARTIFACT', `artifact: weights.bin has ${bytes.length} bytes, its tensors ${offset}`);
  return weights;
}
