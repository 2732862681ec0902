import { CoreError } from '../errors.js';
import type { Window } from '../engine/engine.js';

/** What a user chooses about a ResNet. */
export interface ResNetOptions {
  readonly depth: 18 | 34 | 50;
  /** `imagenet`: 7x7 stride 2 convolution, then 3x3 stride 2 max pooling. `small`: one 3x3 convolution, no pooling. */
  readonly stem: 'imagenet' | 'small';
  /** Stride of the small stem's convolution: 1 for 32 px pictures (CIFAR), 2 for 64-96 px ones. Ignored by `imagenet`. Default 1. */
  readonly stemStride?: 1 | 2;
  /** Channels of the first stage; later stages double it. Default 64. */
  readonly width?: number;
}

/** Convolution without bias, batch normalisation, optional ReLU. Weights: `<name>.conv` [K, K, I, O], `<name>.gamma`, `<name>.beta`,
 * `<name>.mean`, `<name>.variance`, each [O]. */
export interface ConvBnPlan {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly window: Window;
  readonly relu: boolean;
}

/** y = relu(body(x) + shortcut(x)); without a shortcut, x itself is added. */
export interface BlockPlan {
  readonly name: string;
  readonly body: readonly ConvBnPlan[];
  readonly shortcut?: ConvBnPlan;
}

/** A whole encoder, as data: training units, inference and ONNX export are all built from it. */
export interface EncoderPlan {
  readonly kind: 'resnet';
  readonly options: Required<ResNetOptions>;
  readonly stem: ConvBnPlan;
  readonly pool?: Window;
  readonly blocks: readonly BlockPlan[];
  /** D: channels after global average pooling. */
  readonly embeddingSize: number;
}

/** Batch normalisation's epsilon, as torchvision's. */
export const BATCH_NORM_EPSILON = 1e-5;

const STEMS: readonly string[] = ['imagenet', 'small'];

const BLOCKS = { 18: [2, 2, 2, 2], 34: [3, 4, 6, 3], 50: [3, 4, 6, 3] } as const;

/** Lays out a ResNet (He et al., arXiv:1512.03385, table 1); strides of bottleneck blocks sit on the 3x3 convolution, as in torchvision.
 * @throws CoreError BAD_ENCODER for a depth, stem or width that does not exist. */
export function planResNet(options: ResNetOptions): EncoderPlan {
  const { depth, stem, stemStride = 1, width = 64 } = options;
  if (!(depth in BLOCKS)) throw new CoreError('BAD_ENCODER', `planResNet: depth must be 18, 34 or 50, got ${String(depth)}`);
  if (!STEMS.includes(stem)) throw new CoreError('BAD_ENCODER', `planResNet: stem must be 'imagenet' or 'small', got '${stem}'`);
  if (!Number.isInteger(width) || width < 1)
    throw new CoreError('BAD_ENCODER', `planResNet: width must be a positive integer, got ${width}`);
  const bottleneck = depth === 50;
  const expansion = bottleneck ? 4 : 1;
  const blocks: BlockPlan[] = [];
  let inputs = width;
  BLOCKS[depth].forEach((count, stage) => {
    const channels = width * 2 ** stage;
    for (let index = 0; index < count; index++) {
      const stride = stage > 0 && index === 0 ? 2 : 1;
      const name = `stage${stage + 1}.block${index}`;
      const outputs = channels * expansion;
      const conv = (part: string, i: number, o: number, kernel: number, s: number, relu: boolean): ConvBnPlan => ({
        name: `${name}.${part}`,
        inputs: i,
        outputs: o,
        window: { kernel, stride: s, padding: (kernel - 1) / 2 },
        relu,
      });
      const body = bottleneck
        ? [
            conv('conv1', inputs, channels, 1, 1, true),
            conv('conv2', channels, channels, 3, stride, true),
            conv('conv3', channels, outputs, 1, 1, false),
          ]
        : [conv('conv1', inputs, channels, 3, stride, true), conv('conv2', channels, outputs, 3, 1, false)];
      const project = stride !== 1 || inputs !== outputs;
      blocks.push({ name, body, ...(project ? { shortcut: conv('shortcut', inputs, outputs, 1, stride, false) } : {}) });
      inputs = outputs;
    }
  });
  const imagenet = stem === 'imagenet';
  const stemWindow = imagenet ? { kernel: 7, stride: 2, padding: 3 } : { kernel: 3, stride: stemStride, padding: 1 };
  return {
    kind: 'resnet',
    options: { depth, stem, stemStride, width },
    stem: { name: 'stem', inputs: 3, outputs: width, window: stemWindow, relu: true },
    ...(imagenet ? { pool: { kernel: 3, stride: 2, padding: 1 } } : {}),
    blocks,
    embeddingSize: inputs,
  };
}
