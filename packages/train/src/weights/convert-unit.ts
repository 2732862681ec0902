import { PREPROCESSING } from '@supcon/core/image';
import type { Weight } from '@supcon/core';
import type { Naming } from './naming.js';

/** Ours where a layer has no other; see `BATCH_NORM_EPSILON` of the encoders. */
const EPSILON = 1e-5;

/** Means that Caffe's pixels, BGR in 0..255, are less of. */
const CAFFE_MEANS_BGR = [103.939, 116.779, 123.68] as const;

/** A convolution and its batch normalisation as another program has them. */
export interface ForeignUnit {
  readonly kernel: Weight;
  /** [O], which we do not have. */
  readonly convBias?: Weight | undefined;
  readonly gamma: Weight;
  readonly beta: Weight;
  readonly mean: Weight;
  readonly variance: Weight;
}

/** The same unit as we have it, equal in inference to float32 rounding: kernel [K, K, I, O], no bias (batch normalisation takes it away again:
 * mean' = mean - bias), our epsilon (variance' = variance + their epsilon - ours).
 * @param epsilon our layer's. Default 1e-5. */
export function convertUnit(unit: ForeignUnit, naming: Pick<Naming, 'layout' | 'epsilon'>, epsilon = EPSILON): ForeignUnit {
  const kernel = naming.layout === 'OIHW' ? toHwio(unit.kernel) : unit.kernel;
  const bias = unit.convBias?.data;
  const shift = naming.epsilon - epsilon;
  return {
    kernel,
    gamma: unit.gamma,
    beta: unit.beta,
    mean: bias ? { ...unit.mean, data: unit.mean.data.map((value, i) => value - (bias[i] ?? 0)) } : unit.mean,
    variance: shift === 0 ? unit.variance : { ...unit.variance, data: unit.variance.data.map((value) => value + shift) },
  };
}

/** [O, I, H, W] -> [H, W, I, O]. */
function toHwio({ shape, data }: Weight): Weight {
  const [outputs = 0, inputs = 0, height = 0, width = 0] = shape;
  const taps = height * width;
  const turned = new Float32Array(data.length);
  for (let o = 0; o < outputs; o++)
    for (let i = 0; i < inputs; i++)
      for (let tap = 0; tap < taps; tap++) turned[(tap * inputs + i) * outputs + o] = data[(o * inputs + i) * taps + tap]!;
  return { shape: [height, width, inputs, outputs], data: turned };
}

/** Lets a stem that was trained on Caffe's pixels take ours: the channels change places, and what makes one range of numbers into the other goes into
 * kernel and running mean. Exact but for the border, where zero padding stands for colours that differ by at most half of one of 255 levels.
 * @param stem as `convertUnit` left it, kernel [K, K, 3, O]. */
export function takeOurPixels(stem: ForeignUnit): ForeignUnit {
  const { shape, data } = stem.kernel;
  const outputs = shape[3] ?? 0;
  const kernel = new Float32Array(data.length);
  const offsets = new Float64Array(outputs);
  for (let tap = 0; tap < (shape[0] ?? 0) * (shape[1] ?? 0); tap++)
    for (let rgb = 0; rgb < 3; rgb++) {
      const bgr = 2 - rgb;
      const scale = 255 * PREPROCESSING.std[rgb]!;
      const offset = 255 * PREPROCESSING.mean[rgb]! - CAFFE_MEANS_BGR[bgr]!;
      for (let o = 0; o < outputs; o++) {
        const theirs = data[(tap * 3 + bgr) * outputs + o]!;
        kernel[(tap * 3 + rgb) * outputs + o] = theirs * scale;
        offsets[o]! += theirs * offset;
      }
    }
  return {
    ...stem,
    kernel: { shape, data: kernel },
    mean: { ...stem.mean, data: stem.mean.data.map((value, o) => value - offsets[o]!) },
  };
}
