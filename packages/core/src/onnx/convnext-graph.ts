import { CONVNEXT_KERNEL, CONVNEXT_PATCH, type ConvNeXtPlan } from '../plans/convnext-plan.js';
import { addDense } from './dense.js';
import { addGelu } from './gelu.js';
import { int, ints, type GraphBuilder } from './graph-builder.js';
import { addLayerNorm } from './layer-norm.js';

/** Adds a ConvNeXt: what timm's `forward_head(forward_features(x), pre_logits=True)` answers.
 * @param images name of the value that holds them, [N, 3, S, S].  @param tensor a weight by timm's name.
 * @returns name of the features [N, D]. */
export function addConvNeXt(graph: GraphBuilder, plan: ConvNeXtPlan, tensor: (name: string) => Float32Array, images: string): string {
  const convolution = (name: string, x: string, kernel: number, stride: number, padding = 0, group = 1): string => {
    const shape = plan.tensors.get(`${name}.weight`)!;
    const operands = [
      graph.floats(`${name}.weight`, shape, tensor(`${name}.weight`)),
      graph.floats(`${name}.bias`, [shape[0]!], tensor(`${name}.bias`)),
    ];
    const sizes = [
      ints('kernel_shape', [kernel, kernel]),
      ints('strides', [stride, stride]),
      ints('pads', [padding, padding, padding, padding]),
    ];
    return graph.node('Conv', `${name}.conv`, [x, ...operands], [...sizes, int('group', group)]);
  };
  const norm = (name: string, x: string): string => addLayerNorm(graph, name, x, tensor(`${name}.weight`), tensor(`${name}.bias`));
  const turn = (name: string, x: string, perm: readonly number[]): string => graph.node('Transpose', name, [x], [ints('perm', perm)]);
  /** [N, C, H, W] -> [N, H, W, C] and back. */
  const channelsLast = (name: string, x: string): string => turn(`${name}.nhwc`, x, [0, 2, 3, 1]);
  const channelsFirst = (name: string, x: string): string => turn(`${name}.nchw`, x, [0, 3, 1, 2]);
  const normChannels = (name: string, x: string): string => channelsFirst(name, norm(name, channelsLast(name, x)));

  const block = (name: string, x: string, width: number): string => {
    const spread = convolution(`${name}.conv_dw`, x, CONVNEXT_KERNEL, 1, (CONVNEXT_KERNEL - 1) / 2, width);
    const dense = (layer: string, input: string, inputs: number, scale?: Float32Array): string =>
      addDense(graph, `${name}.${layer}`, input, inputs, {
        weight: tensor(`${name}.${layer}.weight`),
        bias: tensor(`${name}.${layer}.bias`),
        scale,
      });
    const hidden = dense('mlp.fc1', norm(`${name}.norm`, channelsLast(name, spread)), width);
    const scale = plan.layerScale ? tensor(`${name}.gamma`) : undefined;
    const branch = dense('mlp.fc2', addGelu(graph, `${name}.mlp.act`, hidden), plan.tensors.get(`${name}.mlp.fc1.bias`)![0]!, scale);
    return graph.node('Add', name, [channelsFirst(name, branch), x]);
  };

  let x = normChannels('stem.1', convolution('stem.0', images, CONVNEXT_PATCH, CONVNEXT_PATCH));
  plan.depths.forEach((depth, stage) => {
    const name = `stages.${stage}`;
    if (stage > 0) x = convolution(`${name}.downsample.1`, normChannels(`${name}.downsample.0`, x), 2, 2);
    for (let index = 0; index < depth; index++) x = block(`${name}.blocks.${index}`, x, plan.widths[stage]!);
  });
  const pooled = graph.node('Flatten', 'head.flat', [graph.node('GlobalAveragePool', 'head.pooled', [x])], [int('axis', 1)]);
  return norm('head.norm', pooled);
}
