import { CoreError, type EncoderPlan, type Weight, type WeightMap } from '@supcon/core';
import { encoderTensors, layersOf } from '../weights/encoder-tensors.js';
import { TORCHVISION_MOBILENET, TORCHVISION_RESNET } from '../weights/naming.js';

/** An encoder and its classifier under torchvision's names and in its layouts (kernels [O, I, K, K], `fc.weight` [C, D]): the model of the same size takes
 * them with `load_state_dict`.
 * @param classifier.weight [D, C] row-major  @param classifier.bias [C]
 * @throws CoreError BAD_ENCODER for an encoder that torchvision does not have. */
export function torchvisionWeights(
  plan: EncoderPlan,
  weights: WeightMap,
  classifier: { readonly weight: Float32Array; readonly bias: Float32Array },
): WeightMap {
  const naming = [TORCHVISION_RESNET, TORCHVISION_MOBILENET].find(({ kind }) => kind === plan.kind);
  const units = naming?.units(plan);
  if (!naming || !units || plan.pooling.kind !== 'average')
    throw new CoreError(
      'BAD_ENCODER',
      `export: torchvision has no ${plan.kind} with ${plan.pooling.kind} pooling; export it under our own names (--names supcon)`,
    );
  const take = (name: string): Weight => {
    const weight = weights.get(name);
    if (weight?.shape.join() !== encoderTensors(plan).get(name)?.join())
      throw new CoreError('BAD_WEIGHTS', `export: ${name} is missing or of another shape`);
    return weight as Weight;
  };
  const renamed: WeightMap = new Map();
  for (const { name } of layersOf(plan)) {
    const { conv, norm } = units.get(name) ?? { conv: name, norm: name };
    renamed.set(`${conv}${naming.parts.kernel}`, toOihw(take(`${name}.conv`)));
    ['gamma', 'beta', 'mean', 'variance'].forEach((part, i) => renamed.set(`${norm}${naming.parts.norm[i]!}`, take(`${name}.${part}`)));
  }
  const head = plan.kind === 'mobilenet' ? 'classifier.1' : 'fc';
  const classes = classifier.bias.length;
  renamed.set(`${head}.weight`, {
    shape: [classes, plan.embeddingSize],
    data: outputsFirst(classifier.weight, 1, plan.embeddingSize, classes),
  });
  renamed.set(`${head}.bias`, { shape: [classes], data: classifier.bias });
  return renamed;
}

/** [K, K, I, O] -> [O, I, K, K]; a depthwise kernel [K, K, C, 1] becomes [C, 1, K, K]. */
function toOihw({ shape, data }: Weight): Weight {
  const [height = 0, width = 0, third = 0, fourth = 0] = shape;
  const depthwise = fourth === 1 && third > 1 && height > 1;
  const [inputs, outputs] = depthwise ? [1, third] : [third, fourth];
  return { shape: [outputs, inputs, height, width], data: outputsFirst(data, height * width, inputs, outputs) };
}

/** [taps, I, O] -> [O, I, taps]. */
function outputsFirst(data: Float32Array, taps: number, inputs: number, outputs: number): Float32Array {
  const turned = new Float32Array(data.length);
  for (let tap = 0; tap < taps; tap++)
    for (let i = 0; i < inputs; i++)
      for (let o = 0; o < outputs; o++) turned[(o * inputs + i) * taps + tap] = data[(tap * inputs + i) * outputs + o]!;
  return turned;
}
