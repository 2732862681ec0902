import type { EfficientNetLitePlan, EncoderPlan, MobileNetPlan, ResNetPlan } from '@supcon/core';

/** Where another program keeps a convolution and the batch normalisation behind it: names without their last part. */
export interface UnitNames {
  readonly conv: string;
  readonly norm: string;
}

/** How another program names and stores the weights of one kind of encoder. */
export interface Naming {
  /** For messages: whose names these are. */
  readonly title: string;
  readonly kind: EncoderPlan['kind'];
  /** A convolution kernel's dimensions, output, input, height and width. */
  readonly layout: 'OIHW' | 'HWIO';
  /** Last parts of the names. */
  readonly parts: { readonly kernel: string; readonly convBias: string; readonly norm: readonly [string, string, string, string] };
  /** Batch normalisation's. */
  readonly epsilon: number;
  /** What the first convolution was trained on: `imagenet` is our `normaliseImage`, `caffe` is BGR in 0..255 less the means 103.939, 116.779, 123.68. */
  readonly pixels: 'imagenet' | 'caffe';
  /** The name of one tensor by which a file is recognised. */
  readonly landmark: string;
  /** A part of names that other encoders have beside the landmark: with it, a file is none of these. */
  readonly stranger?: string;
  /** Where other encoders have the same names: a kernel by whose side these are told apart. */
  readonly told?: { readonly kernel: string; readonly side: number };
  /** Their names for each of our units; undefined where they have no such encoder. */
  units(plan: EncoderPlan): ReadonlyMap<string, UnitNames> | undefined;
}

const TORCH = {
  layout: 'OIHW',
  parts: { kernel: '.weight', convBias: '.bias', norm: ['.weight', '.bias', '.running_mean', '.running_var'] },
  epsilon: 1e-5,
  pixels: 'imagenet',
} as const;

const torchResNet = (title: string, shortcut: string): Naming => ({
  ...TORCH,
  title,
  kind: 'resnet',
  landmark: shortcut === 'downsample' ? 'layer1.0.conv1.weight' : 'layer2.0.shortcut.0.weight',
  units: (plan) =>
    plan.kind === 'resnet'
      ? resNetUnits(plan, { conv: 'conv1', norm: 'bn1' }, (stage, block, part) => {
          const path = `layer${stage + 1}.${block}`;
          return part === 'shortcut'
            ? { conv: `${path}.${shortcut}.0`, norm: `${path}.${shortcut}.1` }
            : { conv: `${path}.conv${part}`, norm: `${path}.bn${part}` };
        })
      : undefined,
});

/** torchvision's and timm's. */
export const TORCHVISION_RESNET = torchResNet('torchvision / timm ResNet', 'downsample');

/** Those of the ResNets for CIFAR that go round, SupContrast's among them. */
const CIFAR_RESNET = torchResNet('CIFAR ResNet of PyTorch', 'shortcut');

const KERAS_RESNET: Naming = {
  title: 'Keras ResNet50 / ResNet101',
  kind: 'resnet',
  layout: 'HWIO',
  parts: { kernel: '/kernel', convBias: '/bias', norm: ['/gamma', '/beta', '/moving_mean', '/moving_variance'] },
  epsilon: 1.001e-5,
  pixels: 'caffe',
  landmark: 'conv2_block1_1_conv/kernel',
  units: (plan) =>
    plan.kind === 'resnet' && plan.options.depth >= 50
      ? resNetUnits(plan, { conv: 'conv1_conv', norm: 'conv1_bn' }, (stage, block, part) => {
          const path = `conv${stage + 2}_block${block + 1}_${part === 'shortcut' ? 0 : part}`;
          return { conv: `${path}_conv`, norm: `${path}_bn` };
        })
      : undefined,
};

export const TORCHVISION_MOBILENET: Naming = {
  ...TORCH,
  title: 'torchvision MobileNetV2',
  kind: 'mobilenet',
  landmark: 'features.1.conv.0.0.weight',
  units: (plan) =>
    plan.kind === 'mobilenet'
      ? mobileNetUnits(plan, {
          stem: { conv: 'features.0.0', norm: 'features.0.1' },
          tail: { conv: `features.${plan.blocks.length + 1}.0`, norm: `features.${plan.blocks.length + 1}.1` },
          // All but the last convolution of a block are small modules of their own.
          unit: ({ index, position, count }) => {
            const path = `features.${index + 1}.conv.${position}`;
            return position === count - 1
              ? { conv: path, norm: `features.${index + 1}.conv.${count}` }
              : { conv: `${path}.0`, norm: `${path}.1` };
          },
        })
      : undefined,
};

const timmMobileUnits = (plan: MobileNetPlan | EfficientNetLitePlan): Map<string, UnitNames> =>
  mobileNetUnits(plan, {
    stem: { conv: 'conv_stem', norm: 'bn1' },
    tail: { conv: 'conv_head', norm: 'bn2' },
    unit: ({ stage, block, position, count }) => {
      const names = count === 2 ? ['conv_dw', 'conv_pw'] : ['conv_pw', 'conv_dw', 'conv_pwl'];
      const path = `blocks.${stage}.${block}`;
      return { conv: `${path}.${names[position]!}`, norm: `${path}.bn${position + 1}` };
    },
  });

const TIMM_MOBILENET: Naming = {
  ...TORCH,
  title: 'timm MobileNetV2',
  kind: 'mobilenet',
  landmark: 'blocks.0.0.conv_dw.weight',
  stranger: '.se.',
  units: (plan) => (plan.kind === 'mobilenet' ? timmMobileUnits(plan) : undefined),
};

/** Those of timm's `tf_efficientnet_lite0` to 2, which are the published ones. Its own `efficientnet_lite0` is padded otherwise and called alike. */
const TIMM_EFFICIENTNET_LITE: Naming = {
  ...TORCH,
  title: 'timm tf_efficientnet_lite',
  kind: 'efficientnet-lite',
  epsilon: 1e-3,
  landmark: 'blocks.0.0.conv_dw.weight',
  stranger: '.se.',
  // MobileNetV2 has 3 everywhere.
  told: { kernel: 'blocks.2.0.conv_dw.weight', side: 5 },
  units: (plan) => (plan.kind === 'efficientnet-lite' ? timmMobileUnits(plan) : undefined),
};

/** Those of `efficientnet_lite_pytorch`. EfficientNets proper are called alike, and have squeeze-and-excitation too. */
const TORCH_EFFICIENTNET_LITE: Naming = {
  ...TORCH,
  title: 'PyTorch EfficientNet-Lite',
  kind: 'efficientnet-lite',
  epsilon: 1e-3,
  landmark: '_blocks.0._depthwise_conv.weight',
  stranger: '._se_reduce.',
  units: (plan) =>
    plan.kind === 'efficientnet-lite'
      ? mobileNetUnits(plan, {
          stem: { conv: '_conv_stem', norm: '_bn0' },
          tail: { conv: '_conv_head', norm: '_bn1' },
          unit: ({ index, position, count }) => {
            const part = position + 3 - count;
            const path = `_blocks.${index}`;
            return { conv: `${path}.${['_expand_conv', '_depthwise_conv', '_project_conv'][part]!}`, norm: `${path}._bn${part}` };
          },
        })
      : undefined,
};

/** The CIFAR names come first: their landmark is the rarer one. What is told by a kernel comes before those that have its landmark, too. */
export const NAMINGS: readonly Naming[] = [
  CIFAR_RESNET,
  TORCHVISION_RESNET,
  KERAS_RESNET,
  TORCHVISION_MOBILENET,
  TIMM_EFFICIENTNET_LITE,
  TIMM_MOBILENET,
  TORCH_EFFICIENTNET_LITE,
];

/** @param unit stage and block from 0; part is the number of the convolution from 1. */
function resNetUnits(
  plan: ResNetPlan,
  stem: UnitNames,
  unit: (stage: number, block: number, part: number | 'shortcut') => UnitNames,
): Map<string, UnitNames> {
  const units = new Map([[plan.stem.name, stem]]);
  for (const { name, body, shortcut } of plan.blocks) {
    const { stage, block } = placeOf(name);
    body.forEach((layer, index) => units.set(layer.name, unit(stage, block, index + 1)));
    if (shortcut) units.set(shortcut.name, unit(stage, block, 'shortcut'));
  }
  return units;
}

interface Place {
  /** From 0, in its stage and in all. */
  readonly stage: number;
  readonly block: number;
  readonly index: number;
  /** From 0, of `count` convolutions in the block. */
  readonly position: number;
  readonly count: number;
}

function mobileNetUnits(
  plan: MobileNetPlan | EfficientNetLitePlan,
  names: { readonly stem: UnitNames; readonly tail: UnitNames; unit(place: Place): UnitNames },
): Map<string, UnitNames> {
  const units = new Map([
    [plan.stem.name, names.stem],
    [plan.tail.name, names.tail],
  ]);
  plan.blocks.forEach(({ name, body }, index) => {
    body.forEach((layer, position) => units.set(layer.name, names.unit({ ...placeOf(name), index, position, count: body.length })));
  });
  return units;
}

function placeOf(blockName: string): { stage: number; block: number } {
  const [, stage, block] = /^stage(\d+)\.block(\d+)$/.exec(blockName) ?? [];
  return { stage: Number(stage) - 1, block: Number(block) };
}
