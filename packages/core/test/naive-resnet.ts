import { BATCH_NORM_EPSILON, type ConvBnPlan, type EncoderPlan } from '../src/encoders/resnet-plan.js';
import type { WeightMap } from '../src/encoders/weight-map.js';
import { convolution, maxPooling, naive, normalised, pixelMean, type Naive } from './naive-operations.js';

/** A ResNet in inference, in slow float64 loops: the oracle of encoders and exporters.
 * @param images [N, H, W, 3]
 * @returns every intermediate value in the order it is computed: `<unit>.conv`, `<unit>.bn`, `<unit>.relu` (where the unit has one),
 * `stem.pool`, `<block>.sum`, `<block>.relu`, and `embedding` [N, D]. */
export function naiveResNetForward(plan: EncoderPlan, weights: WeightMap, images: Naive): Map<string, Naive> {
  const values = new Map<string, Naive>();
  const keep = (name: string, value: Naive): Naive => {
    values.set(name, value);
    return value;
  };
  const weight = (name: string): Naive => {
    const found = weights.get(name);
    if (!found) throw new Error(`naive ResNet: ${name} is missing`);
    return naive(found.shape, found.data);
  };
  const relu = (name: string, x: Naive): Naive =>
    keep(
      `${name}.relu`,
      naive(
        x.shape,
        x.data.map((value) => Math.max(value, 0)),
      ),
    );

  const convBn = (unit: ConvBnPlan, x: Naive): Naive => {
    const convolved = keep(`${unit.name}.conv`, convolution(x, weight(`${unit.name}.conv`), unit.window));
    const [gamma, beta, mean, variance] = ['gamma', 'beta', 'mean', 'variance'].map((part) => weight(`${unit.name}.${part}`).data) as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    const y = normalised(convolved, mean, variance, BATCH_NORM_EPSILON);
    y.data.forEach((value, at) => {
      const channel = at % unit.outputs;
      y.data[at] = value * gamma[channel]! + beta[channel]!;
    });
    keep(`${unit.name}.bn`, y);
    return unit.relu ? relu(unit.name, y) : y;
  };

  let x = convBn(plan.stem, images);
  if (plan.pool) x = keep('stem.pool', maxPooling(x, plan.pool).y);
  for (const block of plan.blocks) {
    const branch = block.body.reduce((activation, unit) => convBn(unit, activation), x);
    const skip = block.shortcut ? convBn(block.shortcut, x) : x;
    const sum = keep(
      `${block.name}.sum`,
      naive(
        branch.shape,
        branch.data.map((value, at) => value + skip.data[at]!),
      ),
    );
    x = relu(block.name, sum);
  }
  keep('embedding', pixelMean(x));
  return values;
}
