import type { ConvBnPlan, ConvPlan, EncoderPlan, NormPlan } from '@supcon/core';

type LayerPlan = ConvPlan | ConvBnPlan | NormPlan;

/** Name and shape of every parameter and running statistic of an encoder, in the order of `Encoder.weights`. */
export function encoderTensors(plan: EncoderPlan): Map<string, readonly number[]> {
  const tensors = new Map(layersOf(plan).flatMap(tensorsOf));
  if (plan.pooling.kind === 'gem' && plan.pooling.learnable) tensors.set('pool.p', [1]);
  return tensors;
}

/** Every layer with weights. */
export function layersOf(plan: EncoderPlan): LayerPlan[] {
  const blocks = plan.blocks.flatMap((block): LayerPlan[] => {
    switch (block.kind) {
      case 'pre-activation':
        return [block.norm, block.first, block.second, ...(block.shortcut ? [block.shortcut] : [])];
      case 'residual':
        return [...block.body, ...(block.shortcut ? [block.shortcut] : [])];
      case 'inverted-residual':
        return [...block.body];
    }
  });
  return [plan.stem, ...blocks, ...(plan.tail ? [plan.tail] : [])];
}

function tensorsOf(layer: LayerPlan): [string, readonly number[]][] {
  const { name } = layer;
  const norm = (channels: number): [string, readonly number[]][] =>
    ['gamma', 'beta', 'mean', 'variance'].map((part) => [`${name}.${part}`, [channels]]);
  if (layer.kind === 'norm') return norm(layer.channels);
  const { kernel } = layer.window;
  const conv: [string, readonly number[]] = [`${name}.conv`, [kernel, kernel, layer.inputs, layer.depthwise ? 1 : layer.outputs]];
  return layer.kind === 'conv' ? [conv] : [conv, ...norm(layer.outputs)];
}
