import { planConvNeXt, planVisionTransformer, type ForeignEncoderPlan, type WeightMap } from '@supcon/core';
import { TrainError } from '../errors.js';
import { recogniseNaming } from './recognise-naming.js';
import {
  describeArchitecture,
  HEADS_OF_WIDTH,
  TIMM_ARCHITECTURES,
  type ConvNeXtShape,
  type TimmArchitecture,
  type VisionTransformerShape,
} from './timm-architectures.js';

/** What a file is to be read as, where its tensors do not say. */
export interface RecogniseTimmOptions {
  /** S, pixels. */
  readonly imageSize: number;
  /** Default: the one whose tensors these are. */
  readonly architecture?: TimmArchitecture | undefined;
  /** Attention heads. Default: as many as the published transformers of that many channels have. */
  readonly heads?: number | undefined;
}

/** Which encoder a file holds. */
export interface RecognisedTimm {
  /** timm's name, or a description. */
  readonly architecture: string;
  readonly plan: ForeignEncoderPlan;
}

/** Tells from names and shapes which encoder of timm a file holds. That every tensor fits is for `fitTimmTensors` to say.
 * @param path for messages.
 * @throws TrainError BAD_CHECKPOINT for a file of another kind of encoder, USAGE for heads that are not known or do not divide the channels, or a picture size
 * that does not fit the patches. */
export function recogniseTimm(tensors: WeightMap, path: string, options: RecogniseTimmOptions): RecognisedTimm {
  const named = options.architecture?.shape;
  const shape =
    named?.kind === 'vision-transformer'
      ? { ...named, heads: options.heads ?? named.heads }
      : (named ?? shapeOf(tensors, path, options.heads));
  const architecture = describeArchitecture(shape);
  const { imageSize } = options;
  if (shape.kind === 'convnext') {
    const smallest = 4 * 2 ** (shape.depths.length - 1);
    if (imageSize < smallest)
      throw new TrainError('USAGE', `--image-size ${imageSize}: ${architecture} takes pictures of at least ${smallest} px`);
    return { architecture, plan: planConvNeXt({ ...shape, imageSize }) };
  }
  const { width, heads, patch } = shape;
  if (width % heads !== 0) throw new TrainError('USAGE', `--heads ${heads} does not divide the ${width} channels of ${path}`);
  if (imageSize % patch !== 0)
    throw new TrainError(
      'USAGE',
      `--image-size ${imageSize}: ${architecture} cuts pictures into patches of ${patch} px; ${multipleNear(imageSize, patch)} px is the multiple nearest to it`,
    );
  return { architecture, plan: planVisionTransformer({ ...shape, imageSize, positions: positionsOf(tensors, path, shape) }) };
}

const multipleNear = (size: number, patch: number): number => Math.max(1, Math.round(size / patch)) * patch;

function shapeOf(tensors: WeightMap, path: string, heads: number | undefined): ConvNeXtShape | VisionTransformerShape {
  // By any of its blocks, so that the first, where it is missing, is told by name.
  const has = (pattern: RegExp): boolean => [...tensors.keys()].some((name) => pattern.test(name));
  if (has(/^stages\.\d+\.blocks\.\d+\.conv_dw\.weight$/)) return convNeXtShape(tensors);
  if (has(/^blocks\.\d+\.attn\.qkv\.weight$/)) return transformerShape(tensors, path, heads);
  const names = [...tensors.keys()].slice(0, 4).join(', ');
  const naming = recogniseNaming(tensors);
  throw new TrainError(
    'BAD_CHECKPOINT',
    `weights: ${path} has ${tensors.size} tensors with names of no encoder that is converted (${names}, ...). ` +
      (naming
        ? `They are those of a ${naming.naming.title}: supcon train --init takes them as they are.`
        : `Converted are ConvNeXts and vision transformers as timm saves them: ${TIMM_ARCHITECTURES.map(({ name }) => name).join(', ')}, and others whose tensors ` +
          'are called alike.'),
  );
}

/** How many there are of what a pattern counts with its first group: one more than the highest number, so that a gap is a missing tensor. */
function countOf(tensors: WeightMap, pattern: RegExp): number {
  let count = 0;
  for (const name of tensors.keys()) {
    const number = pattern.exec(name)?.[1];
    if (number !== undefined) count = Math.max(count, Number(number) + 1);
  }
  return count;
}

/** First size of the first of these tensors that is there, 1 where none is: then each is told as missing. */
function outputsOf(tensors: WeightMap, ...names: readonly string[]): number {
  for (const name of names) {
    const outputs = tensors.get(name)?.shape[0] ?? 0;
    if (outputs > 0) return outputs;
  }
  return 1;
}

function convNeXtShape(tensors: WeightMap): ConvNeXtShape {
  const stages = Array.from({ length: countOf(tensors, /^stages\.(\d{1,2})\./) }, (_, stage) => `stages.${stage}`);
  return {
    kind: 'convnext',
    // A stage without a block is not called by a published file; one whose first is missing is told by name.
    depths: stages.map((stage) =>
      Math.max(1, countOf(tensors, new RegExp(`^${stage.replace('.', String.raw`\.`)}\\.blocks\\.(\\d{1,3})\\.`))),
    ),
    widths: stages.map((stage) =>
      outputsOf(tensors, `${stage}.blocks.0.norm.weight`, `${stage}.downsample.1.weight`, `${stage}.blocks.0.conv_dw.weight`),
    ),
    layerScale: tensors.has('stages.0.blocks.0.gamma'),
  };
}

function transformerShape(tensors: WeightMap, path: string, given: number | undefined): VisionTransformerShape {
  const kernel = tensors.get('patch_embed.proj.weight')?.shape;
  if (!kernel) throw new TrainError('BAD_CHECKPOINT', `weights: ${path} has no patch_embed.proj.weight, which cuts pictures into patches`);
  const [width = 0, colours, patch = 0, across] = kernel;
  if (kernel.length !== 4 || colours !== 3 || patch !== across || patch === 0 || width === 0)
    throw new TrainError(
      'BAD_CHECKPOINT',
      `weights: patch_embed.proj.weight in ${path} is [${kernel.join(', ')}], not [channels, 3, patch, patch]`,
    );
  const heads = given ?? HEADS_OF_WIDTH.get(width);
  if (heads === undefined)
    throw new TrainError(
      'USAGE',
      `weights: the transformer in ${path} has ${width} channels, and how many attention heads share them its shapes do not tell. Give --heads, timm's num_heads.`,
    );
  return {
    kind: 'vision-transformer',
    patch,
    width,
    heads,
    depth: countOf(tensors, /^blocks\.(\d{1,3})\./),
    hidden: outputsOf(tensors, 'blocks.0.mlp.fc1.weight', 'blocks.0.mlp.fc1.bias'),
    qkvBias: tensors.has('blocks.0.attn.qkv.bias'),
    layerScale: tensors.has('blocks.0.ls1.gamma'),
    registers: tensors.get('reg_token')?.shape[1] ?? 0,
  };
}

/** The square of patches that a position embedding was trained on; beside it may lie the class token's. */
function positionsOf(
  tensors: WeightMap,
  path: string,
  { patch }: Pick<VisionTransformerShape, 'patch'>,
): { readonly grid: number; readonly classToken: boolean } {
  const tokens = tensors.get('pos_embed')?.shape[1];
  // Missing: told by name later.
  if (tokens === undefined) return { grid: 1, classToken: true };
  for (const classToken of [true, false]) {
    const grid = Math.sqrt(tokens - (classToken ? 1 : 0));
    if (Number.isInteger(grid) && grid > 0) return { grid, classToken };
  }
  throw new TrainError(
    'BAD_CHECKPOINT',
    `weights: pos_embed in ${path} has ${tokens} places: no square of patches of ${patch} px, with or without a class token`,
  );
}
