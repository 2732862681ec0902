import type { InvertedResidualPlan } from './block-plan.js';
import { assertOption, type EncoderLayout } from './encoder-layout.js';
import { convBn, depthwiseBn, type ConvBnPlan } from './layer-plan.js';
import { multipleOf8 } from './multiple-of-8.js';
import { planPooling, type PoolingOptions, type PoolingPlan } from './pooling-plan.js';

/** What a user chooses about an EfficientNet-Lite. */
export interface EfficientNetLiteOptions {
  readonly kind: 'efficientnet-lite';
  /** 0, 1 or 2: made for pictures of 224, 240 and 260 px. Default 0. */
  readonly variant?: 0 | 1 | 2;
  /** Default average. */
  readonly pooling?: PoolingOptions;
}

/** An EfficientNet-Lite as data, with every default of its options filled in. */
export interface EfficientNetLitePlan extends EncoderLayout {
  readonly kind: 'efficientnet-lite';
  readonly options: Required<EfficientNetLiteOptions> & { readonly pooling: PoolingPlan };
  readonly stem: ConvBnPlan;
  readonly blocks: readonly InvertedResidualPlan[];
  readonly tail: ConvBnPlan;
}

/** Expansion, channels, blocks, stride and kernel of each stage: Tan and Le, arXiv:1905.11946, table 1. */
const STAGES = [
  [1, 16, 1, 1, 3],
  [6, 24, 2, 2, 3],
  [6, 40, 2, 2, 5],
  [6, 80, 3, 2, 3],
  [6, 112, 3, 1, 5],
  [6, 192, 4, 2, 5],
  [6, 320, 1, 1, 3],
] as const;

/** What each variant's channels and blocks are multiplied by. */
const FACTORS = { 0: { width: 1, depth: 1 }, 1: { width: 1, depth: 1.1 }, 2: { width: 1.1, depth: 1.2 } } as const;

/** Channels of the first and of the last convolution, which no variant changes. */
const STEM_CHANNELS = 32;
const TAIL_CHANNELS = 1280;

/** Batch normalisation's, as in the original. */
const EPSILON = 1e-3;

/** Lays out an EfficientNet-Lite: an EfficientNet (Tan and Le, arXiv:1905.11946) without squeeze-and-excitation, ReLU6 for its activation, first and last
 * stage never deepened. Padding and epsilon are TensorFlow's, so that the published weights mean the same.
 * @see https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite
 * @throws CoreError BAD_ENCODER for an option out of range. */
export function planEfficientNetLite(options: EfficientNetLiteOptions): EfficientNetLitePlan {
  const { variant = 0 } = options;
  assertOption('planEfficientNetLite', 'variant', variant, variant in FACTORS, '0, 1 or 2');
  const pooling = planPooling(options.pooling);
  const { width, depth } = FACTORS[variant];
  const blocks: InvertedResidualPlan[] = [];
  let inputs: number = STEM_CHANNELS;
  STAGES.forEach(([expansion, channels, count, shrink, kernel], stage) => {
    const outputs = multipleOf8(channels * width);
    const deepened = stage === 0 || stage === STAGES.length - 1 ? count : Math.ceil(count * depth);
    for (let index = 0; index < deepened; index++) {
      const stride = index === 0 ? shrink : 1;
      const name = `stage${stage + 1}.block${index}`;
      const hidden = inputs * expansion;
      const body = [
        ...(expansion === 1 ? [] : [convBn(`${name}.expand`, inputs, hidden, 1, 1, 'relu6')]),
        depthwiseBn(`${name}.depthwise`, hidden, stride, 'relu6', kernel),
        convBn(`${name}.project`, hidden, outputs, 1, 1, 'none'),
      ].map(asInTensorFlow);
      blocks.push({ kind: 'inverted-residual', name, body, identity: stride === 1 && inputs === outputs });
      inputs = outputs;
    }
  });
  return {
    kind: 'efficientnet-lite',
    options: { kind: 'efficientnet-lite', variant, pooling },
    stem: asInTensorFlow(convBn('stem', 3, STEM_CHANNELS, 3, 2, 'relu6')),
    blocks,
    tail: asInTensorFlow(convBn('tail', inputs, TAIL_CHANNELS, 1, 1, 'relu6')),
    pooling,
    embeddingSize: TAIL_CHANNELS,
  };
}

/** Its epsilon, and its padding where that differs from "half". */
function asInTensorFlow(layer: ConvBnPlan): ConvBnPlan {
  const { window } = layer;
  return { ...layer, epsilon: EPSILON, window: window.stride === 1 ? window : { ...window, padding: 'same' } };
}
