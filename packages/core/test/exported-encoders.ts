import { planEncoder, type EncoderOptions, type EncoderPlan } from '../src/plans/encoder-plan.js';
import { exportOnnx } from '../src/onnx/export-onnx.js';
import { hashedValues, hashedWeights } from './hashed-values.js';
import { runOnnx } from './onnx-session.js';

export interface ExportedEncoder {
  readonly plan: EncoderPlan;
  readonly onnx: Uint8Array;
  readonly images: Float32Array;
  /** [N, S, S, 3] */
  readonly shape: readonly [number, number, number, number];
  /** What ONNX Runtime answers for the images. */
  readonly expected: { readonly embedding: Float32Array; readonly logits: Float32Array };
}

/** Encoders that have, between them, every operation of an export: each kind, both stems, padded, unpadded and lopsidedly padded strides, GeM, even and odd sizes. */
export const EXPORTED: readonly { readonly options: EncoderOptions; readonly size: number }[] = [
  { options: { depth: 18, stem: 'small', stemStride: 2, width: 8 }, size: 33 },
  { options: { depth: 50, stem: 'imagenet', width: 8 }, size: 64 },
  { options: { depth: 50, stem: 'imagenet', width: 4, strideAt: 'conv1' }, size: 70 },
  { options: { kind: 'wide-resnet', depth: 10, widthFactor: 1, pooling: { kind: 'gem', p: 3, learnable: true } }, size: 20 },
  { options: { kind: 'mobilenet', stem: 'imagenet', width: 0.25, lastChannels: 64 }, size: 48 },
  { options: { kind: 'mobilenet', stem: 'small', width: 0.25, pooling: { kind: 'gem' } }, size: 17 },
  { options: { kind: 'efficientnet-lite' }, size: 37 },
];

export async function exportedEncoder(options: EncoderOptions, size: number, images = 3): Promise<ExportedEncoder> {
  const plan = planEncoder(options);
  const classes = 5;
  const classifier = {
    weight: hashedValues('classifier', plan.embeddingSize * classes, -0.3, 0.3),
    bias: hashedValues('bias', classes, -1, 1),
  };
  const onnx = exportOnnx(plan, hashedWeights(plan), classifier, size);
  const shape = [images, size, size, 3] as const;
  const values = hashedValues('images', images * size * size * 3, -2, 2);
  return { plan, onnx, images: values, shape, expected: await runOnnx(onnx, values, shape) };
}

/** Largest absolute difference; infinite where the lengths differ or a value is none. */
export function worstDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  return Array.from(actual).reduce((worst, value, i) => {
    const difference = Math.abs(value - expected[i]!);
    return Number.isNaN(difference) ? Infinity : Math.max(worst, difference);
  }, 0);
}
