import type { EncoderLayout } from '../src/plans/encoder-layout.js';
import type { EncoderPlan } from '../src/plans/encoder-plan.js';
import type { ConvBnPlan, ConvPlan, NormPlan } from '../src/plans/layer-plan.js';
import type { WeightMap } from '../src/plans/weight-map.js';

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

/** Weights for every layer of a plan: kernels that keep activations near their size, statistics and affine parameters far from 0 and 1. */
export function hashedWeights(plan: EncoderPlan): WeightMap {
  const weights: WeightMap = new Map();
  for (const layer of layersOf(plan)) {
    const { name } = layer;
    if (layer.kind !== 'norm') {
      const { kernel } = layer.window;
      const fanIn = kernel * kernel * (layer.depthwise ? 1 : layer.inputs);
      const shape = [kernel, kernel, layer.inputs, layer.depthwise ? 1 : layer.outputs];
      const bound = Math.sqrt(6 / fanIn);
      weights.set(`${name}.conv`, { shape, data: hashedValues(`${name}.conv`, fanIn * layer.outputs, -bound, bound) });
    }
    if (layer.kind === 'conv') continue;
    const channels = layer.kind === 'norm' ? layer.channels : layer.outputs;
    for (const [part, low, high] of RANGES)
      weights.set(`${name}.${part}`, { shape: [channels], data: hashedValues(`${name}.${part}`, channels, low, high) });
  }
  const { pooling } = plan;
  if (pooling.kind === 'gem' && pooling.learnable) weights.set('pool.p', { shape: [1], data: Float32Array.of(pooling.p + 0.7) });
  return weights;
}

const RANGES = [
  ['gamma', 0.3, 0.9],
  ['beta', -0.2, 0.2],
  ['mean', -0.2, 0.2],
  ['variance', 0.5, 1.5],
] as const;

type Layer = ConvPlan | ConvBnPlan | NormPlan;

function layersOf(plan: EncoderLayout): Layer[] {
  const blocks = plan.blocks.flatMap((block): Layer[] => {
    const front: readonly Layer[] = block.kind === 'pre-activation' ? [block.norm, block.first, block.second] : block.body;
    return block.kind !== 'inverted-residual' && block.shortcut ? [...front, block.shortcut] : [...front];
  });
  return [plan.stem, ...blocks, ...(plan.tail ? [plan.tail] : [])];
}
