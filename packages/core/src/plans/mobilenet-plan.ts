import type { InvertedResidualPlan } from './block-plan.js';
import { assertOption, isCount, type EncoderLayout } from './encoder-layout.js';
import { convBn, depthwiseBn, type ConvBnPlan } from './layer-plan.js';
import { multipleOf8 } from './multiple-of-8.js';
import { planPooling, type PoolingOptions, type PoolingPlan } from './pooling-plan.js';

/** What a user chooses about a MobileNetV2. Its weights have the same shapes whatever the stem: torchvision's fit every one of this width. */
export interface MobileNetOptions {
  readonly kind: 'mobilenet';
  /** `imagenet`: the original, which shrinks pictures 32 times. `small`: the stem has `stemStride` and stage 2 does not shrink, so 8 times at
   * stride 1. */
  readonly stem: 'imagenet' | 'small';
  /** Stride of the small stem: 1 for 32 px pictures, 2 for 64-96 px ones. Ignored by `imagenet`. Default 1. */
  readonly stemStride?: 1 | 2;
  /** Multiplies all channels, which are then rounded to multiples of 8. Default 1. */
  readonly width?: number;
  /** D: channels of the last 1x1 convolution. Default 1280, times `width` above 1, as in torchvision. */
  readonly lastChannels?: number | undefined;
  /** Default average. */
  readonly pooling?: PoolingOptions;
}

/** A MobileNet as data, with every default of its options filled in. */
export interface MobileNetPlan extends EncoderLayout {
  readonly kind: 'mobilenet';
  readonly options: Required<MobileNetOptions> & { readonly lastChannels: number; readonly pooling: PoolingPlan };
  readonly stem: ConvBnPlan;
  readonly blocks: readonly InvertedResidualPlan[];
  readonly tail: ConvBnPlan;
}

/** Expansion, channels, blocks and stride of each stage: Sandler et al., arXiv:1801.04381, table 2. */
const STAGES = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;

/** Lays out a MobileNetV2 (Sandler et al., arXiv:1801.04381).
 * @throws CoreError BAD_ENCODER for an option out of range. */
export function planMobileNet(options: MobileNetOptions): MobileNetPlan {
  const { stem, stemStride = 1, width = 1 } = options;
  assertOption('planMobileNet', 'stem', stem, ['imagenet', 'small'].includes(stem), "'imagenet' or 'small'");
  assertOption('planMobileNet', 'stemStride', stemStride, [1, 2].includes(stemStride), '1 or 2');
  assertOption('planMobileNet', 'width', width, Number.isFinite(width) && width > 0, 'a number above 0');
  const lastChannels = options.lastChannels ?? multipleOf8(1280 * Math.max(1, width));
  assertOption('planMobileNet', 'lastChannels', lastChannels, isCount(lastChannels), 'a positive integer');
  const pooling = planPooling(options.pooling);
  const imagenet = stem === 'imagenet';
  const blocks: InvertedResidualPlan[] = [];
  const first = multipleOf8(32 * width);
  let inputs = first;
  STAGES.forEach(([expansion, channels, count, shrink], stage) => {
    const outputs = multipleOf8(channels * width);
    for (let index = 0; index < count; index++) {
      const stride = index === 0 && (imagenet || stage !== 1) ? shrink : 1;
      const name = `stage${stage + 1}.block${index}`;
      const hidden = inputs * expansion;
      const body = [
        ...(expansion === 1 ? [] : [convBn(`${name}.expand`, inputs, hidden, 1, 1, 'relu6')]),
        depthwiseBn(`${name}.depthwise`, hidden, stride, 'relu6'),
        convBn(`${name}.project`, hidden, outputs, 1, 1, 'none'),
      ];
      // Where the original shrinks there is no identity, whatever the stem, so that its weights mean the same.
      const identity = (index > 0 || shrink === 1) && inputs === outputs;
      blocks.push({ kind: 'inverted-residual', name, body, identity });
      inputs = outputs;
    }
  });
  return {
    kind: 'mobilenet',
    options: { kind: 'mobilenet', stem, stemStride, width, lastChannels, pooling },
    stem: convBn('stem', 3, first, 3, imagenet ? 2 : stemStride, 'relu6'),
    blocks,
    tail: convBn('tail', inputs, lastChannels, 1, 1, 'relu6'),
    pooling,
    embeddingSize: lastChannels,
  };
}
