import type { PreActivationPlan } from './block-plan.js';
import { assertOption, isCount, type EncoderLayout } from './encoder-layout.js';
import { conv, convBn, type ConvPlan, type NormPlan } from './layer-plan.js';
import { planPooling, type PoolingOptions, type PoolingPlan } from './pooling-plan.js';

/** What a user chooses about a wide ResNet. */
export interface WideResNetOptions {
  readonly kind: 'wide-resnet';
  /** Layers with weights: 6n + 4, for n blocks in each of the three stages: 10, 16, 22, 28, ... Default 28. */
  readonly depth?: number;
  /** k: the stages have 16k, 32k and 64k channels. Default 2. */
  readonly widthFactor?: number;
  /** Stride of the first convolution: 1 for 32 px pictures, 2 for 64-96 px ones. Default 1. */
  readonly stemStride?: 1 | 2;
  /** Default average. */
  readonly pooling?: PoolingOptions;
}

/** A wide ResNet as data, with every default of its options filled in. */
export interface WideResNetPlan extends EncoderLayout {
  readonly kind: 'wide-resnet';
  readonly options: Required<WideResNetOptions> & { readonly pooling: PoolingPlan };
  readonly stem: ConvPlan;
  readonly blocks: readonly PreActivationPlan[];
  readonly tail: NormPlan;
}

/** Lays out a WRN-depth-k of basic pre-activation blocks (Zagoruyko and Komodakis, arXiv:1605.07146, table 1), without dropout; a block whose
 * channels or stride change has a 1x1 convolution as its shortcut.
 * @throws CoreError BAD_ENCODER for an option out of range. */
export function planWideResNet(options: WideResNetOptions): WideResNetPlan {
  const { depth = 28, widthFactor = 2, stemStride = 1 } = options;
  assertOption('planWideResNet', 'depth', depth, isCount(depth) && depth % 6 === 4 && depth > 4, '6n + 4: 10, 16, 22, 28, ...');
  assertOption('planWideResNet', 'widthFactor', widthFactor, isCount(widthFactor), 'a positive integer');
  assertOption('planWideResNet', 'stemStride', stemStride, [1, 2].includes(stemStride), '1 or 2');
  const pooling = planPooling(options.pooling);
  const blocks: PreActivationPlan[] = [];
  let inputs = 16;
  for (let stage = 0; stage < 3; stage++) {
    const outputs = 16 * widthFactor * 2 ** stage;
    for (let index = 0; index < (depth - 4) / 6; index++) {
      const stride = stage > 0 && index === 0 ? 2 : 1;
      const name = `stage${stage + 1}.block${index}`;
      const project = stride !== 1 || inputs !== outputs;
      blocks.push({
        kind: 'pre-activation',
        name,
        norm: { kind: 'norm', name: `${name}.norm`, channels: inputs, activation: 'relu' },
        first: convBn(`${name}.conv1`, inputs, outputs, 3, stride, 'relu'),
        second: conv(`${name}.conv2`, outputs, outputs, 3, 1),
        ...(project ? { shortcut: conv(`${name}.shortcut`, inputs, outputs, 1, stride) } : {}),
      });
      inputs = outputs;
    }
  }
  return {
    kind: 'wide-resnet',
    options: { kind: 'wide-resnet', depth, widthFactor, stemStride, pooling },
    stem: conv('stem', 3, 16, 3, stemStride),
    blocks,
    tail: { kind: 'norm', name: 'tail', channels: inputs, activation: 'relu' },
    pooling,
    embeddingSize: inputs,
  };
}
