import type { ForeignEncoderPlan } from '../plans/foreign-encoder-plan.js';
import type { WeightMap } from '../plans/weight-map.js';
import { addConvNeXt } from './convnext-graph.js';
import { ints, GraphBuilder } from './graph-builder.js';
import { tensorOf } from './tensor-of.js';
import { VERSIONS } from './versions.js';
import { addVisionTransformer } from './vision-transformer-graph.js';

/** An encoder that another library trained as an ONNX model: input `images` float32 [N, S, S, 3], normalised pixels, any N; output `features` float32
 * [N, D], not normalised.
 * @param weights by timm's names, with the shapes of `plan.tensors`; others are left out.
 * @throws CoreError BAD_WEIGHTS when a tensor is missing, of another size or not finite. */
export function exportForeignEncoder(plan: ForeignEncoderPlan, weights: WeightMap): Uint8Array {
  const graph = new GraphBuilder();
  const tensor = (name: string): Float32Array =>
    tensorOf(
      weights,
      name,
      plan.tensors.get(name)!.reduce((a, b) => a * b, 1),
    );
  const images = graph.node('Transpose', 'images.nchw', ['images'], [ints('perm', [0, 3, 1, 2])]);
  const features = plan.kind === 'convnext' ? addConvNeXt(graph, plan, tensor, images) : addVisionTransformer(graph, plan, tensor, images);
  graph.node('Identity', 'features', [features]);
  return graph.build({
    name: plan.kind,
    ...VERSIONS,
    inputs: { images: ['N', plan.imageSize, plan.imageSize, 3] },
    outputs: { features: ['N', plan.embeddingSize] },
  });
}
