/** Lowest and highest value of an activation. */
export interface ActivationRange {
  readonly low: number;
  readonly high: number;
}

/** real = scale · (quantized - zeroPoint), quantized 0..255. */
export interface AffineQuantization {
  readonly scale: number;
  readonly zeroPoint: number;
}

/** Weights as 8-bit numbers: real = scale[o] · quantized. */
export interface QuantizedKernel {
  /** As many values as the kernel, -64..64. */
  readonly values: Int8Array;
  /** [O]. */
  readonly scales: Float32Array;
}

/** Weights use 7 of their 8 bits: processors without VNNI add two products of an activation and a weight in 16 bits, and 2 · 255 · 127 does not fit
 * there. So an encoder answers the same everywhere. */
const LARGEST_WEIGHT = 64;

/** int32, with room for what a bias is added to. */
const LARGEST_BIAS = 2 ** 30;

/** The range in 256 steps, one of which is 0 itself: padding and ReLU stay exact.
 * @see Jacob et al., arXiv:1712.05877, section 2.1. */
export function quantizeRange({ low, high }: ActivationRange): AffineQuantization {
  const [lowest, highest] = [Math.min(0, low), Math.max(0, high)];
  // As float32, because the file holds it so: the zero point belongs to that scale.
  const scale = Math.fround((highest - lowest) / 255) || 1;
  return { scale, zeroPoint: Math.min(255, Math.max(0, Math.round(-lowest / scale))) };
}

/** Each output channel with a scale of its own, from its largest weight.
 * @param kernel [O, ...]  @param bias [O] or undefined: where it is large beside the weights, the scale grows until the bias fits int32.
 * @param inputScale of the activation that the kernel is multiplied with. */
export function quantizeKernel(kernel: Float32Array, outputs: number, bias: Float32Array | undefined, inputScale: number): QuantizedKernel {
  const perOutput = kernel.length / outputs;
  const scales = new Float32Array(outputs);
  const values = new Int8Array(kernel.length);
  for (let o = 0; o < outputs; o++) {
    const row = kernel.subarray(o * perOutput, (o + 1) * perOutput);
    const largest = row.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const scale = Math.fround(Math.max(largest / LARGEST_WEIGHT, Math.abs(bias?.[o] ?? 0) / (inputScale * LARGEST_BIAS))) || 1;
    scales[o] = scale;
    row.forEach((value, i) => {
      values[o * perOutput + i] = Math.min(LARGEST_WEIGHT, Math.max(-LARGEST_WEIGHT, Math.round(value / scale)));
    });
  }
  return { values, scales };
}

/** A bias as int32 in the units of the sums it is added to: scale = inputScale · kernelScale[o].
 * @returns both [O]. */
export function quantizeBias(
  bias: Float32Array,
  kernelScales: Float32Array,
  inputScale: number,
): { readonly values: Int32Array; readonly scales: Float32Array } {
  const scales = kernelScales.map((scale) => scale * inputScale);
  return { values: Int32Array.from(bias, (value, o) => Math.round(value / scales[o]!)), scales };
}
