import type { EncoderPlan } from '../plans/encoder-plan.js';
import type { WeightMap } from '../plans/weight-map.js';
import { addClassifier } from './classifier-graph.js';
import { addEncoder } from './encoder-graph.js';
import { GraphBuilder, ints } from './graph-builder.js';
import { VERSIONS } from './versions.js';

/** The encoder alone as an ONNX model, for whoever only embeds: input `images` float32 [N, S, S, 3], normalised pixels, any N and S; output `features`
 * float32 [N, D], not normalised.
 * @throws CoreError BAD_WEIGHTS when a tensor is missing, of another size or not finite. */
export function exportFeatures(plan: EncoderPlan, weights: WeightMap): Uint8Array {
  const graph = new GraphBuilder();
  addEncoder(graph, plan, weights, graph.node('Transpose', 'images.nchw', ['images'], [ints('perm', [0, 3, 1, 2])]));
  return graph.build({
    name: plan.kind,
    ...VERSIONS,
    inputs: { images: ['N', 'S', 'S', 3] },
    outputs: { features: ['N', plan.embeddingSize] },
  });
}

/** The frozen encoder and its linear classifier as an ONNX model, batch normalisation folded into the convolutions before it.
 *
 * Input `images` float32 [N, S, S, 3], normalised pixels (see `image/preprocess.ts`), any N. Outputs `embedding` float32 [N, D] of length 1, and `logits`
 * float32 [N, C] from the embedding before it is scaled.
 * @param classifier.weight [D, C] row-major  @param classifier.bias [C]
 * @throws CoreError BAD_WEIGHTS when a tensor is missing, of another size or not finite. */
export function exportOnnx(
  plan: EncoderPlan,
  weights: WeightMap,
  classifier: { readonly weight: Float32Array; readonly bias: Float32Array },
  imageSize: number,
): Uint8Array {
  const { embeddingSize } = plan;
  const classes = classifier.bias.length;
  const graph = new GraphBuilder();

  const images = graph.node('Transpose', 'images.nchw', ['images'], [ints('perm', [0, 3, 1, 2])]);
  const pooled = addEncoder(graph, plan, weights, images);
  addClassifier(graph, pooled, embeddingSize, classifier, VERSIONS.opset);
  return graph.build({
    name: plan.kind,
    ...VERSIONS,
    inputs: { images: ['N', imageSize, imageSize, 3] },
    outputs: { embedding: ['N', embeddingSize], logits: ['N', classes] },
  });
}
