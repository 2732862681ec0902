import type { EncoderPlan, ConvBnPlan } from '../src/encoders/resnet-plan.js';
import type { WeightMap } from '../src/encoders/weight-map.js';

/** `length` float32 values in [low, high), the same in every language: FNV-1a of the name as seed, MurmurHash3's finaliser over the index.
 * `fixtures/torchvision-resnet.py` has its twin. */
export function hashedValues(name: string, length: number, low: number, high: number): Float32Array {
  let seed = 0x811c9dc5;
  for (const byte of Buffer.from(name)) seed = Math.imul(seed ^ byte, 0x01000193);
  return Float32Array.from({ length }, (_, index) => {
    let x = (seed + index) | 0;
    x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
    return low + (high - low) * (((x ^ (x >>> 16)) >>> 0) / 2 ** 32);
  });
}

/** Weights for every unit of a plan: kernels that keep activations near their size, statistics and affine parameters far from 0 and 1. */
export function hashedWeights(plan: EncoderPlan): WeightMap {
  const weights: WeightMap = new Map();
  for (const { name, inputs, outputs, window } of unitsOf(plan)) {
    const shape = [window.kernel, window.kernel, inputs, outputs];
    const bound = Math.sqrt(6 / (window.kernel * window.kernel * inputs));
    weights.set(`${name}.conv`, {
      shape,
      data: hashedValues(`${name}.conv`, window.kernel * window.kernel * inputs * outputs, -bound, bound),
    });
    for (const [part, low, high] of RANGES) {
      weights.set(`${name}.${part}`, { shape: [outputs], data: hashedValues(`${name}.${part}`, outputs, low, high) });
    }
  }
  return weights;
}

const RANGES = [
  ['gamma', 0.3, 0.9],
  ['beta', -0.2, 0.2],
  ['mean', -0.2, 0.2],
  ['variance', 0.5, 1.5],
] as const;

function unitsOf(plan: EncoderPlan): ConvBnPlan[] {
  return [plan.stem, ...plan.blocks.flatMap((block) => (block.shortcut ? [...block.body, block.shortcut] : block.body))];
}
