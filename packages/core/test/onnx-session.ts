import { InferenceSession, Tensor } from 'onnxruntime-node';

/** Runs a frozen encoder on normalised pixels. */
export async function runOnnx(
  model: Uint8Array,
  images: Float32Array,
  shape: readonly number[],
): Promise<{ embedding: Float32Array; logits: Float32Array }> {
  const session = await InferenceSession.create(model);
  const outputs = await session.run({ images: new Tensor('float32', images, shape) });
  await session.release();
  return { embedding: outputs['embedding']?.data as Float32Array, logits: outputs['logits']?.data as Float32Array };
}
