import { z } from 'zod';

const stem = z
  .enum(['imagenet', 'small'])
  .describe('imagenet: as published, for 128 px and above. small: shrinks pictures 4 times less, or 2 times less with stemStride 2.');
const stemStride = z
  .union([z.literal(1), z.literal(2)])
  .default(1)
  .describe('Stride of the small stem: 1 for 32 px, 2 for 64-96 px.');
const pooling = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('average') }),
    z.strictObject({
      kind: z.literal('gem'),
      p: z.number().positive().default(3).describe('1 is the average; the maximum is where it goes as p grows.'),
      learnable: z.boolean().default(false).describe('Whether p is trained.'),
    }),
  ])
  .default({ kind: 'average' })
  .describe('How the last feature map becomes the embedding: its average, or the generalised mean.');

/** `EncoderOptions` as data in recipes and manifests, defaults filled in; without a `kind` it is a ResNet. */
export const encoderOptionsSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('resnet').default('resnet'),
    depth: z.union([z.literal(18), z.literal(34), z.literal(50), z.literal(101)]).describe('Depth of the ResNet.'),
    stem,
    stemStride,
    width: z.int().min(1).max(1024).default(64).describe('Channels of the first stage; every later stage doubles them.'),
    strideAt: z
      .enum(['conv1', 'conv2'])
      .default('conv2')
      .describe(
        'Which convolution of a bottleneck block has its stride: conv2 as in torchvision, conv1 as in Keras. Ignored by 18 and 34.',
      ),
    pooling,
  }),
  z.strictObject({
    kind: z.literal('wide-resnet'),
    depth: z
      .int()
      .min(10)
      .refine((depth) => depth % 6 === 4, 'must be 6n + 4: 10, 16, 22, 28, ...')
      .default(28)
      .describe('6n + 4, for n blocks in each of three stages.'),
    widthFactor: z.int().min(1).max(64).default(2).describe('Times 16, 32 and 64 channels.'),
    stemStride,
    pooling,
  }),
  z.strictObject({
    kind: z.literal('mobilenet'),
    stem,
    stemStride,
    width: z.number().positive().max(16).default(1).describe('Multiplies all channels.'),
    lastChannels: z.int().min(1).optional().describe('Size of the embedding. Default 1280, times width above 1.'),
    pooling,
  }),
  z.strictObject({
    kind: z.literal('efficientnet-lite'),
    variant: z
      .union([z.literal(0), z.literal(1), z.literal(2)])
      .default(0)
      .describe('Which of the published sizes: made for 224, 240 and 260 px.'),
    pooling,
  }),
]);
