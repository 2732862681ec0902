import type { SymmetricWindow } from './window.js';
import type { ResidualPlan } from './block-plan.js';
import { assertOption, isCount, type EncoderLayout } from './encoder-layout.js';
import { convBn, type ConvBnPlan } from './layer-plan.js';
import { planPooling, type PoolingOptions, type PoolingPlan } from './pooling-plan.js';

/** What a user chooses about a ResNet. */
export interface ResNetOptions {
  readonly kind?: 'resnet';
  readonly depth: 18 | 34 | 50 | 101;
  /** `imagenet`: 7x7 stride 2 convolution, then 3x3 stride 2 max pooling. `small`: one 3x3 convolution, no pooling. */
  readonly stem: 'imagenet' | 'small';
  /** Stride of the small stem's convolution: 1 for 32 px pictures (CIFAR), 2 for 64-96 px ones. Ignored by `imagenet`. Default 1. */
  readonly stemStride?: 1 | 2;
  /** Channels of the first stage; later stages double it. Default 64. */
  readonly width?: number;
  /** Which convolution of a bottleneck block shrinks the picture: the 3x3 `conv2` as in torchvision, or the first 1x1 `conv1` as in the paper and in
   * Keras. Ignored by 18 and 34. Default conv2. */
  readonly strideAt?: 'conv1' | 'conv2';
  /** Default average. */
  readonly pooling?: PoolingOptions;
}

/** A ResNet as data, with every default of its options filled in. */
export interface ResNetPlan extends EncoderLayout {
  readonly kind: 'resnet';
  readonly options: Required<ResNetOptions> & { readonly pooling: PoolingPlan };
  readonly stem: ConvBnPlan;
  readonly pool?: SymmetricWindow;
  readonly blocks: readonly ResidualPlan[];
}

const BLOCKS = { 18: [2, 2, 2, 2], 34: [3, 4, 6, 3], 50: [3, 4, 6, 3], 101: [3, 4, 23, 3] } as const;

/** Lays out a ResNet (He et al., arXiv:1512.03385, table 1); strides of bottleneck blocks sit where `strideAt` says.
 * @throws CoreError BAD_ENCODER for a depth, stem, width or pooling that does not exist. */
export function planResNet(options: ResNetOptions): ResNetPlan {
  const { depth, stem, stemStride = 1, width = 64, strideAt = 'conv2' } = options;
  assertOption('planResNet', 'depth', depth, depth in BLOCKS, '18, 34, 50 or 101');
  assertOption('planResNet', 'stem', stem, ['imagenet', 'small'].includes(stem), "'imagenet' or 'small'");
  assertOption('planResNet', 'stemStride', stemStride, [1, 2].includes(stemStride), '1 or 2');
  assertOption('planResNet', 'width', width, isCount(width), 'a positive integer');
  assertOption('planResNet', 'strideAt', strideAt, ['conv1', 'conv2'].includes(strideAt), "'conv1' or 'conv2'");
  const pooling = planPooling(options.pooling);
  const bottleneck = depth >= 50;
  const blocks: ResidualPlan[] = [];
  let inputs = width;
  BLOCKS[depth].forEach((count, stage) => {
    const channels = width * 2 ** stage;
    for (let index = 0; index < count; index++) {
      const stride = stage > 0 && index === 0 ? 2 : 1;
      const name = `stage${stage + 1}.block${index}`;
      const outputs = channels * (bottleneck ? 4 : 1);
      const body = bottleneck
        ? [
            convBn(`${name}.conv1`, inputs, channels, 1, strideAt === 'conv1' ? stride : 1, 'relu'),
            convBn(`${name}.conv2`, channels, channels, 3, strideAt === 'conv2' ? stride : 1, 'relu'),
            convBn(`${name}.conv3`, channels, outputs, 1, 1, 'none'),
          ]
        : [convBn(`${name}.conv1`, inputs, channels, 3, stride, 'relu'), convBn(`${name}.conv2`, channels, outputs, 3, 1, 'none')];
      const project = stride !== 1 || inputs !== outputs;
      const shortcut = convBn(`${name}.shortcut`, inputs, outputs, 1, stride, 'none');
      blocks.push({ kind: 'residual', name, body, ...(project ? { shortcut } : {}) });
      inputs = outputs;
    }
  });
  const imagenet = stem === 'imagenet';
  return {
    kind: 'resnet',
    options: { kind: 'resnet', depth, stem, stemStride, width, strideAt, pooling },
    stem: convBn('stem', 3, width, imagenet ? 7 : 3, imagenet ? 2 : stemStride, 'relu'),
    ...(imagenet ? { pool: { kernel: 3, stride: 2, padding: 1 } } : {}),
    blocks,
    pooling,
    embeddingSize: inputs,
  };
}
