import { assertOption, isCount } from './encoder-layout.js';

/** A vision transformer (Dosovitskiy et al., arXiv:2010.11929) whose embedding is its class token, as timm has it, DINOv2's (arXiv:2304.07193) among them. */
export interface VisionTransformerOptions {
  readonly kind: 'vision-transformer';
  /** S: side of the square pictures, pixels; a multiple of `patch`. */
  readonly imageSize: number;
  /** P: side of a patch, pixels. */
  readonly patch: number;
  /** D: channels of a token. */
  readonly width: number;
  readonly depth: number;
  /** Attention heads; they share the channels evenly. */
  readonly heads: number;
  /** Channels between the two dense layers of a block. */
  readonly hidden: number;
  readonly qkvBias: boolean;
  /** Whether each block scales what it adds, channel by channel. */
  readonly layerScale: boolean;
  /** R: tokens beside the class token that stand for no patch (Darcet et al., arXiv:2309.16588). */
  readonly registers: number;
  /** What the position embedding was trained on: a square of `grid` x `grid` patches, and the class token too where `classToken`. */
  readonly positions: { readonly grid: number; readonly classToken: boolean };
}

/** A vision transformer as data: it is exported, not trained. */
export interface VisionTransformerPlan extends VisionTransformerOptions {
  /** D. */
  readonly embeddingSize: number;
  /** Shapes by timm's names: kernels [O, I, K, K], dense layers [O, I]. */
  readonly tensors: ReadonlyMap<string, readonly number[]>;
}

/** @throws CoreError BAD_ENCODER naming the option. */
export function planVisionTransformer(options: VisionTransformerOptions): VisionTransformerPlan {
  const { imageSize, patch, width, heads, registers } = options;
  const assert = (name: string, value: unknown, valid: boolean, expected: string): void =>
    assertOption('planVisionTransformer', name, value, valid, expected);
  for (const name of ['patch', 'width', 'depth', 'heads', 'hidden'] as const)
    assert(name, options[name], isCount(options[name]), 'a whole number of at least 1');
  assert('heads', heads, width % heads === 0, `a divisor of the ${width} channels`);
  assert('registers', registers, registers === 0 || isCount(registers), 'a whole number');
  assert('positions.grid', options.positions.grid, isCount(options.positions.grid), 'a whole number of at least 1');
  assert('imageSize', imageSize, isCount(imageSize) && imageSize % patch === 0, `a multiple of the patch's ${patch} pixels`);
  return { ...options, embeddingSize: width, tensors: tensorsOf(options) };
}

function tensorsOf(options: VisionTransformerOptions): Map<string, readonly number[]> {
  const { patch, width, depth, hidden, qkvBias, layerScale, registers, positions } = options;
  const tensors = new Map<string, readonly number[]>([['cls_token', [1, 1, width]]]);
  const layer = (name: string, ...shape: readonly number[]): void => {
    tensors.set(`${name}.weight`, shape);
    tensors.set(`${name}.bias`, [shape[0]!]);
  };
  if (registers > 0) tensors.set('reg_token', [1, registers, width]);
  tensors.set('pos_embed', [1, positions.grid ** 2 + (positions.classToken ? 1 : 0), width]);
  layer('patch_embed.proj', width, 3, patch, patch);
  for (let index = 0; index < depth; index++) {
    const block = `blocks.${index}`;
    layer(`${block}.norm1`, width);
    layer(`${block}.attn.qkv`, 3 * width, width);
    if (!qkvBias) tensors.delete(`${block}.attn.qkv.bias`);
    layer(`${block}.attn.proj`, width, width);
    if (layerScale) tensors.set(`${block}.ls1.gamma`, [width]);
    layer(`${block}.norm2`, width);
    layer(`${block}.mlp.fc1`, hidden, width);
    layer(`${block}.mlp.fc2`, width, hidden);
    if (layerScale) tensors.set(`${block}.ls2.gamma`, [width]);
  }
  layer('norm', width);
  return tensors;
}
