import type { VisionTransformerPlan } from '../plans/vision-transformer-plan.js';
import { addAttention } from './attention.js';
import { addDense } from './dense.js';
import { addGelu } from './gelu.js';
import { int, ints, type GraphBuilder } from './graph-builder.js';
import { addLayerNorm } from './layer-norm.js';
import { resamplePositions } from './resample-positions.js';

/** Adds a vision transformer: what timm's `forward_head(forward_features(x), pre_logits=True)` answers, the class token behind the last normalisation.
 * @param images name of the value that holds them, [N, 3, S, S].  @param tensor a weight by timm's name.
 * @returns name of the features [N, D]. */
export function addVisionTransformer(
  graph: GraphBuilder,
  plan: VisionTransformerPlan,
  tensor: (name: string) => Float32Array,
  images: string,
): string {
  const { width, hidden } = plan;
  const norm = (name: string, x: string): string => addLayerNorm(graph, name, x, tensor(`${name}.weight`), tensor(`${name}.bias`));
  const scaleOf = (name: string): Float32Array | undefined => (plan.layerScale ? tensor(`${name}.gamma`) : undefined);
  const dense = (name: string, x: string, inputs: number, scale?: Float32Array): string =>
    addDense(graph, name, x, inputs, { weight: tensor(`${name}.weight`), bias: tensor(`${name}.bias`), scale });

  let x = addTokens(graph, plan, tensor, images);
  for (let index = 0; index < plan.depth; index++) {
    const block = `blocks.${index}`;
    const attention = addAttention(graph, `${block}.attn`, norm(`${block}.norm1`, x), width, plan.heads, {
      qkv: tensor(`${block}.attn.qkv.weight`),
      qkvBias: plan.qkvBias ? tensor(`${block}.attn.qkv.bias`) : undefined,
      projection: tensor(`${block}.attn.proj.weight`),
      projectionBias: tensor(`${block}.attn.proj.bias`),
      scale: scaleOf(`${block}.ls1`),
    });
    x = graph.node('Add', `${block}.attended`, [x, attention]);
    const active = addGelu(graph, `${block}.mlp.act`, dense(`${block}.mlp.fc1`, norm(`${block}.norm2`, x), width));
    x = graph.node('Add', block, [x, dense(`${block}.mlp.fc2`, active, hidden, scaleOf(`${block}.ls2`))]);
  }
  const token = graph.node('Gather', 'class-token', [x, graph.integers('class-token.place', [], [0])], [int('axis', 1)]);
  return norm('norm', token);
}

/** Class token, registers, and one token a patch, each with its place's embedding. @returns name of [N, 1 + R + patches, D]. */
function addTokens(graph: GraphBuilder, plan: VisionTransformerPlan, tensor: (name: string) => Float32Array, images: string): string {
  const { patch, width, registers, positions } = plan;
  const grid = plan.imageSize / patch;
  const name = 'patch_embed.proj';
  const kernel = graph.floats(`${name}.weight`, [width, 3, patch, patch], tensor(`${name}.weight`));
  const bias = graph.floats(`${name}.bias`, [width], tensor(`${name}.bias`));
  const map = graph.node(
    'Conv',
    `${name}.conv`,
    [images, kernel, bias],
    [ints('kernel_shape', [patch, patch]), ints('strides', [patch, patch])],
  );
  const rows = graph.node('Reshape', `${name}.rows`, [map, graph.integers(`${name}.shape`, [3], [0, width, grid ** 2])]);
  const patches = graph.node('Transpose', `${name}.tokens`, [rows], [ints('perm', [0, 2, 1])]);

  // Tokens that stand for no patch come in as zeros, and what they are is added with the places.
  const prefix = 1 + registers;
  const padded = graph.node('Pad', 'tokens.padded', [patches, graph.integers('tokens.prefix', [6], [0, prefix, 0, 0, 0, 0])]);
  const places = tensor('pos_embed');
  const known = positions.classToken ? width : 0;
  const added = new Float32Array((prefix + grid ** 2) * width);
  added.set(tensor('cls_token').map((value, d) => value + (known > 0 ? places[d]! : 0)));
  if (registers > 0) added.set(tensor('reg_token'), width);
  added.set(resamplePositions(places.subarray(known), positions.grid, grid), prefix * width);
  return graph.node('Add', 'tokens', [padded, graph.floats('tokens.places', [1, prefix + grid ** 2, width], added)]);
}
