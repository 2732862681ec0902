import type { BlockPlan } from '../src/plans/block-plan.js';
import type { EncoderLayout } from '../src/plans/encoder-layout.js';
import type { EncoderPlan } from '../src/plans/encoder-plan.js';
import { BATCH_NORM_EPSILON, type ConvBnPlan, type ConvPlan, type NormPlan } from '../src/plans/layer-plan.js';
import type { WeightMap } from '../src/plans/weight-map.js';
import {
  convolution,
  depthwiseConvolution,
  generalisedMean,
  maxPooling,
  naive,
  normalised,
  pixelMean,
  type Naive,
} from './naive-operations.js';

/** An encoder in inference, in slow float64 loops: the oracle of encoders and exporters.
 * @param images [N, H, W, 3]
 * @returns every intermediate value in the order it is computed: `<unit>.conv`, `<unit>.bn`, `<unit>.relu` (where the unit has one, of either kind),
 * `stem.pool`, `<block>.sum`, `<block>.relu`, and `embedding` [N, D]. */
export function naiveEncoderForward(plan: EncoderPlan, weights: WeightMap, images: Naive): Map<string, Naive> {
  const layout: EncoderLayout = plan;
  const values = new Map<string, Naive>();
  const keep = (name: string, value: Naive): Naive => {
    values.set(name, value);
    return value;
  };
  const weight = (name: string): Naive => {
    const found = weights.get(name);
    if (!found) throw new Error(`naive encoder: ${name} is missing`);
    return naive(found.shape, found.data);
  };
  const mapped = (x: Naive, f: (value: number, at: number) => number): Naive => naive(x.shape, x.data.map(f));

  const convolve = ({ name, window, depthwise }: Omit<ConvPlan, 'kind'>, x: Naive): Naive =>
    keep(`${name}.conv`, (depthwise ? depthwiseConvolution : convolution)(x, weight(`${name}.conv`), window));
  const normalise = (
    name: string,
    channels: number,
    { activation, epsilon = BATCH_NORM_EPSILON }: Omit<NormPlan, 'kind' | 'name' | 'channels'>,
    x: Naive,
  ): Naive => {
    const [gamma, beta, mean, variance] = ['gamma', 'beta', 'mean', 'variance'].map((part) => weight(`${name}.${part}`).data) as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    const unit = normalised(x, mean, variance, epsilon);
    const y = keep(
      `${name}.bn`,
      mapped(unit, (value, at) => value * gamma[at % channels]! + beta[at % channels]!),
    );
    if (activation === 'none') return y;
    const limit = activation === 'relu6' ? 6 : Number.POSITIVE_INFINITY;
    return keep(
      `${name}.relu`,
      mapped(y, (value) => Math.min(Math.max(value, 0), limit)),
    );
  };
  const layer = (unit: ConvPlan | ConvBnPlan | NormPlan, x: Naive): Naive => {
    if (unit.kind === 'norm') return normalise(unit.name, unit.channels, unit, x);
    const convolved = convolve(unit, x);
    return unit.kind === 'conv' ? convolved : normalise(unit.name, unit.outputs, unit, convolved);
  };
  const sum = (name: string, a: Naive, b: Naive): Naive =>
    keep(
      `${name}.sum`,
      mapped(a, (value, at) => value + b.data[at]!),
    );
  const blockOf = (block: BlockPlan, x: Naive): Naive => {
    if (block.kind === 'pre-activation') {
      const activated = layer(block.norm, x);
      const branch = layer(block.second, layer(block.first, activated));
      return sum(block.name, branch, block.shortcut ? layer(block.shortcut, activated) : x);
    }
    const branch = block.body.reduce((activation, unit) => layer(unit, activation), x);
    if (block.kind === 'inverted-residual') return block.identity ? sum(block.name, branch, x) : branch;
    const added = sum(block.name, branch, block.shortcut ? layer(block.shortcut, x) : x);
    return keep(
      `${block.name}.relu`,
      mapped(added, (value) => Math.max(value, 0)),
    );
  };

  let x = layer(layout.stem, images);
  if (layout.pool) x = keep('stem.pool', maxPooling(x, layout.pool).y);
  for (const block of layout.blocks) x = blockOf(block, x);
  if (layout.tail) x = layer(layout.tail, x);
  const { pooling } = layout;
  if (pooling.kind === 'average') keep('embedding', pixelMean(x));
  else keep('embedding', generalisedMean(x, pooling.learnable ? weight('pool.p').data[0]! : pooling.p, 1e-6));
  return values;
}
