import { z } from 'zod';
import { CoreError } from '../errors.js';
import type { WeightMap } from '../plans/weight-map.js';

/** The part of TensorFlow.js's `model.json` that names the tensors inside the binary files. */
const weightsModelSchema = z.strictObject({
  format: z.literal('supcon-encoder'),
  generatedBy: z.literal('supcon'),
  /** What `planEncoder` is called with, and the image size. */
  modelTopology: z.unknown(),
  weightsManifest: z.tuple([
    z.strictObject({
      paths: z.tuple([z.literal('weights.bin')]),
      weights: z.array(z.strictObject({ name: z.string(), shape: z.array(z.int().min(1)), dtype: z.literal('float32') })),
    }),
  ]),
});

/** What `model.json` holds, checked: names, shapes and dtypes of the tensors in `weights.bin`, in their order. */
export type WeightsModel = z.infer<typeof weightsModelSchema>;

/** All tensors one after the other, little-endian float32: the binary file that TensorFlow.js's `io.decodeWeights` reads. */
export function encodeWeights(weights: WeightMap, modelTopology: unknown): { model: WeightsModel; bytes: Uint8Array } {
  const total = [...weights.values()].reduce((sum, weight) => sum + weight.data.length, 0);
  const bytes = new Uint8Array(total * 4);
  const view = new DataView(bytes.buffer);
  let offset = 0;
  for (const { data } of weights.values()) for (let i = 0; i < data.length; i++, offset += 4) view.setFloat32(offset, data[i]!, true);
  const specs = [...weights].map(([name, { shape }]) => ({ name, shape: [...shape], dtype: 'float32' as const }));
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

/** @param modelJson what `model.json` holds.  @param bytes what `weights.bin` holds.
 * @throws CoreError BAD_ARTIFACT when model.json has another form, or the file is shorter or longer than its tensors. */
export function decodeWeights(modelJson: string, bytes: Uint8Array): WeightMap {
  const model = parseModel(modelJson);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const weights: WeightMap = new Map();
  let offset = 0;
  for (const { name, shape } of model.weightsManifest[0].weights) {
    const size = shape.reduce((a, b) => a * b, 1);
    if (offset + 4 * size > bytes.length) throw new CoreError('BAD_ARTIFACT', `artifact: weights.bin ends inside ${name}`);
    const data = new Float32Array(size);
    for (let i = 0; i < size; i++, offset += 4) data[i] = view.getFloat32(offset, true);
    weights.set(name, { shape, data });
  }
  if (offset !== bytes.length)
    throw new CoreError('BAD_ARTIFACT', `artifact: weights.bin has ${bytes.length} bytes, its tensors ${offset}`);
  return weights;
}

function parseModel(text: string): WeightsModel {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new CoreError('BAD_ARTIFACT', 'artifact: tfjs/model.json is not JSON', { cause });
  }
  const parsed = weightsModelSchema.safeParse(json);
  if (!parsed.success)
    throw new CoreError('BAD_ARTIFACT', `artifact: tfjs/model.json: ${z.prettifyError(parsed.error)}`, { cause: parsed.error });
  return parsed.data;
}
