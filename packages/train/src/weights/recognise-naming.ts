import { planEfficientNetLite, planMobileNet, type EncoderOptions, type WeightMap } from '@supcon/core';
import { NAMINGS, type Naming } from './naming.js';

/** Whose names a file has, and what stands before them. */
export interface RecognisedNaming {
  readonly naming: Naming;
  /** What stands before every name, such as `module.encoder.` of a saved SupCon model. */
  readonly prefix: string;
}

/** Whose names these are; undefined where nobody's that we know. */
export function recogniseNaming(tensors: WeightMap): RecognisedNaming | undefined {
  const isStranger = ({ stranger }: Naming): boolean =>
    stranger !== undefined && [...tensors.keys()].some((name) => name.includes(stranger));
  for (const naming of NAMINGS.filter((candidate) => !isStranger(candidate)))
    for (const name of tensors.keys())
      if (name === naming.landmark || name.endsWith(`.${naming.landmark}`)) {
        const prefix = name.slice(0, -naming.landmark.length);
        if (isTold(tensors, prefix, naming)) return { naming, prefix };
      }
  return undefined;
}

function isTold(tensors: WeightMap, prefix: string, { told }: Naming): boolean {
  return told === undefined || tensors.get(prefix + told.kernel)?.shape[2] === told.side;
}

const DEPTHS: Readonly<Record<string, 18 | 34 | 50 | 101>> = {
  'basic 2,2,2,2': 18,
  'basic 3,4,6,3': 34,
  'bottleneck 3,4,6,3': 50,
  'bottleneck 3,4,23,3': 101,
};

/** Widths of MobileNetV2 that weights are published for. */
const MOBILENET_WIDTHS = [1, 0.25, 0.35, 0.5, 0.75, 1.25, 1.4, 1.5, 2];

/** The encoder options that a file's weights fit, as far as shapes tell; the stride of a small stem they do not tell. */
export function encoderOptionsOf(tensors: WeightMap, { naming, prefix }: RecognisedNaming): EncoderOptions | undefined {
  const names = [...tensors.keys()].filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  const shapeOf = (name: string): readonly number[] => tensors.get(prefix + name)?.shape ?? [];
  if (naming.kind === 'mobilenet') {
    const stem = shapeOf(naming.landmark.startsWith('features') ? 'features.0.0.weight' : 'conv_stem.weight')[0];
    const tail = shapeOf(naming.landmark.startsWith('features') ? 'features.18.0.weight' : 'conv_head.weight')[0];
    const width = MOBILENET_WIDTHS.find(
      (candidate) => planMobileNet({ kind: 'mobilenet', stem: 'imagenet', width: candidate }).stem.outputs === stem,
    );
    if (width === undefined || tail === undefined) return undefined;
    return { kind: 'mobilenet', stem: 'imagenet', width, lastChannels: tail };
  }
  if (naming.kind === 'efficientnet-lite') {
    const blocks = names.filter((name) => /\.(_depthwise_conv|conv_dw)\.weight$/.test(name)).length;
    const tail = (names.includes('conv_head.weight') ? shapeOf('conv_head.weight') : shapeOf('_conv_head.weight'))[1];
    const variant = ([0, 1, 2] as const).find((candidate) => {
      const plan = planEfficientNetLite({ kind: 'efficientnet-lite', variant: candidate });
      return plan.blocks.length === blocks && plan.tail.inputs === tail;
    });
    return variant === undefined ? undefined : { kind: 'efficientnet-lite', variant };
  }
  const keras = naming.layout === 'HWIO';
  const block = keras ? /^conv(\d)_block(\d+)_1_conv\/kernel$/ : /^layer(\d)\.(\d+)\.conv1\.weight$/;
  const first = keras ? 2 : 1;
  const counts = [0, 0, 0, 0];
  for (const name of names) {
    const stage = block.exec(name)?.[1];
    if (stage !== undefined) counts[Number(stage) - first]!++;
  }
  const bottleneck = keras || names.includes('layer1.0.conv3.weight');
  const depth = DEPTHS[`${bottleneck ? 'bottleneck' : 'basic'} ${counts.join()}`];
  const stem = shapeOf(keras ? 'conv1_conv/kernel' : 'conv1.weight');
  const [width, kernel] = keras ? [stem[3], stem[0]] : [stem[0], stem[3]];
  if (depth === undefined || width === undefined || (kernel !== 7 && kernel !== 3)) return undefined;
  return {
    kind: 'resnet',
    depth,
    stem: kernel === 7 ? 'imagenet' : 'small',
    width,
    ...(bottleneck ? { strideAt: keras ? 'conv1' : 'conv2' } : {}),
  };
}
