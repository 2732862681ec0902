import { assertOption, isCount } from './encoder-layout.js';

/** A ConvNeXt (Liu et al., arXiv:2201.03545) with the stem of a patch, as timm and the paper have it. */
export interface ConvNeXtOptions {
  readonly kind: 'convnext';
  /** Blocks of each stage. */
  readonly depths: readonly number[];
  /** Channels of each stage. */
  readonly widths: readonly number[];
  /** S: side of the square pictures, pixels. */
  readonly imageSize: number;
  /** Whether each block scales what it adds, channel by channel. */
  readonly layerScale: boolean;
}

/** A ConvNeXt as data: it is exported, not trained. */
export interface ConvNeXtPlan extends ConvNeXtOptions {
  /** D: channels of the last stage. */
  readonly embeddingSize: number;
  /** Shapes by timm's names: kernels [O, I, K, K], dense layers [O, I]. */
  readonly tensors: ReadonlyMap<string, readonly number[]>;
}

/** Side and stride of the stem's patches, pixels. */
export const CONVNEXT_PATCH = 4;

/** Side of a block's depthwise kernel. */
export const CONVNEXT_KERNEL = 7;

/** Hidden channels of a block's dense layers, a channel of the block. */
const EXPANSION = 4;

/** @throws CoreError BAD_ENCODER naming the option. */
export function planConvNeXt(options: ConvNeXtOptions): ConvNeXtPlan {
  const { depths, widths, imageSize } = options;
  const smallest = CONVNEXT_PATCH * 2 ** (depths.length - 1);
  assertOption('planConvNeXt', 'depths', depths, depths.length > 0 && depths.every(isCount), 'counts of blocks, one a stage');
  assertOption(
    'planConvNeXt',
    'widths',
    widths,
    widths.length === depths.length && widths.every(isCount),
    'counts of channels, one a stage',
  );
  assertOption('planConvNeXt', 'imageSize', imageSize, Number.isInteger(imageSize) && imageSize >= smallest, `at least ${smallest} pixels`);
  return { ...options, embeddingSize: widths.at(-1)!, tensors: tensorsOf(options) };
}

function tensorsOf({ depths, widths, layerScale }: ConvNeXtOptions): Map<string, readonly number[]> {
  const tensors = new Map<string, readonly number[]>();
  const layer = (name: string, ...shape: readonly number[]): void => {
    tensors.set(`${name}.weight`, shape);
    tensors.set(`${name}.bias`, [shape[0]!]);
  };
  layer('stem.0', widths[0]!, 3, CONVNEXT_PATCH, CONVNEXT_PATCH);
  layer('stem.1', widths[0]!);
  depths.forEach((depth, stage) => {
    const width = widths[stage]!;
    if (stage > 0) {
      layer(`stages.${stage}.downsample.0`, widths[stage - 1]!);
      layer(`stages.${stage}.downsample.1`, width, widths[stage - 1]!, 2, 2);
    }
    for (let index = 0; index < depth; index++) {
      const block = `stages.${stage}.blocks.${index}`;
      layer(`${block}.conv_dw`, width, 1, CONVNEXT_KERNEL, CONVNEXT_KERNEL);
      layer(`${block}.norm`, width);
      layer(`${block}.mlp.fc1`, EXPANSION * width, width);
      layer(`${block}.mlp.fc2`, width, EXPANSION * width);
      if (layerScale) tensors.set(`${block}.gamma`, [width]);
    }
  });
  layer('head.norm', widths.at(-1)!);
  return tensors;
}
