import type { ConvNeXtOptions, VisionTransformerOptions } from '@supcon/core';

/** A ConvNeXt of any picture size. */
export type ConvNeXtShape = Omit<ConvNeXtOptions, 'imageSize'>;

/** A vision transformer of any picture size, and whose position embedding may have been trained on any. */
export type VisionTransformerShape = Omit<VisionTransformerOptions, 'imageSize' | 'positions'>;

/** One of timm's models that `supcon weights convert` knows by name. */
export interface TimmArchitecture {
  readonly name: string;
  readonly shape: ConvNeXtShape | VisionTransformerShape;
}

const convNeXt = (size: string, depths: readonly number[], widths: readonly number[]): TimmArchitecture => ({
  name: `convnext_${size}`,
  shape: { kind: 'convnext', depths, widths, layerScale: true },
});

/** Channels and heads by timm's word for the size; 64 channels a head. */
const TRANSFORMERS = {
  tiny: { width: 192, depth: 12, heads: 3 },
  small: { width: 384, depth: 12, heads: 6 },
  base: { width: 768, depth: 12, heads: 12 },
  large: { width: 1024, depth: 24, heads: 16 },
} as const;

type TransformerSize = keyof typeof TRANSFORMERS;

const transformer = (size: TransformerSize, patch: number, rest: string, layerScale: boolean, registers = 0): TimmArchitecture => {
  const { width, depth, heads } = TRANSFORMERS[size];
  return {
    name: `vit_${size}_patch${patch}${rest}`,
    shape: { kind: 'vision-transformer', patch, width, depth, heads, hidden: 4 * width, qkvBias: true, layerScale, registers },
  };
};

const dinoV2 = (size: TransformerSize): TimmArchitecture[] => [
  transformer(size, 14, '_dinov2', true),
  transformer(size, 14, '_reg4_dinov2', true, 4),
];

/** By name. A file of other depths and widths is converted all the same, as long as its tensors are called and shaped alike. */
export const TIMM_ARCHITECTURES: readonly TimmArchitecture[] = [
  convNeXt('atto', [2, 2, 6, 2], [40, 80, 160, 320]),
  convNeXt('femto', [2, 2, 6, 2], [48, 96, 192, 384]),
  convNeXt('pico', [2, 2, 6, 2], [64, 128, 256, 512]),
  convNeXt('nano', [2, 2, 8, 2], [80, 160, 320, 640]),
  convNeXt('tiny', [3, 3, 9, 3], [96, 192, 384, 768]),
  convNeXt('small', [3, 3, 27, 3], [96, 192, 384, 768]),
  convNeXt('base', [3, 3, 27, 3], [128, 256, 512, 1024]),
  convNeXt('large', [3, 3, 27, 3], [192, 384, 768, 1536]),
  ...dinoV2('small'),
  ...dinoV2('base'),
  ...dinoV2('large'),
  transformer('small', 8, '', false),
  transformer('base', 8, '', false),
  transformer('tiny', 16, '', false),
  transformer('small', 16, '', false),
  transformer('base', 16, '', false),
  transformer('large', 16, '', false),
  transformer('small', 32, '', false),
  transformer('base', 32, '', false),
];

/** Heads of the published transformers, by channels: shapes do not tell. */
export const HEADS_OF_WIDTH: ReadonlyMap<number, number> = new Map(Object.values(TRANSFORMERS).map(({ width, heads }) => [width, heads]));

/** timm's name of an architecture, or what it is like where timm has none. */
export function describeArchitecture(shape: ConvNeXtShape | VisionTransformerShape): string {
  const known = TIMM_ARCHITECTURES.find((architecture) => sameShape(architecture.shape, shape));
  if (known) return known.name;
  if (shape.kind === 'convnext') return `ConvNeXt of ${shape.depths.join(', ')} blocks and ${shape.widths.join(', ')} channels`;
  const { patch, width, depth, heads, registers } = shape;
  return `vision transformer of ${depth} blocks, ${width} channels, ${heads} heads, patches of ${patch} px${registers > 0 ? ` and ${registers} registers` : ''}`;
}

function sameShape(a: ConvNeXtShape | VisionTransformerShape, b: ConvNeXtShape | VisionTransformerShape): boolean {
  const parts = (shape: object): string => JSON.stringify(Object.entries(shape).toSorted(([first], [second]) => (first < second ? -1 : 1)));
  return parts(a) === parts(b);
}
