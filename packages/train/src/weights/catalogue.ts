import type { EncoderOptions } from '@supcon/core';

/** Public weights that `supcon weights fetch` knows. */
export interface PublicWeights {
  readonly name: string;
  readonly title: string;
  /** Where people read about them. */
  readonly page: string;
  readonly license: string;
  readonly url: string;
  /** Of the download, roughly: the tensors without the file's own names. */
  readonly aboutBytes: number;
  /** In hexadecimal, where it is known for certain: never taken from a download of ours. */
  readonly sha256: string | undefined;
  /** What the weights are for. */
  readonly encoder: EncoderOptions;
}

const timm = (name: string, model: string, title: string, license: string, aboutBytes: number, encoder: EncoderOptions): PublicWeights => ({
  name,
  title,
  page: `https://huggingface.co/timm/${model}`,
  license,
  url: `https://huggingface.co/timm/${model}/resolve/main/model.safetensors`,
  aboutBytes,
  sha256: undefined,
  encoder,
});

const BSD = 'BSD-3-Clause';
const APACHE = 'Apache-2.0';

/** ImageNet-1k classifiers, hosted by timm. */
export const PUBLIC_WEIGHTS: readonly PublicWeights[] = [
  timm('resnet18', 'resnet18.tv_in1k', "torchvision's ResNet-18", BSD, 46_796_528, { kind: 'resnet', depth: 18, stem: 'imagenet' }),
  timm('resnet34', 'resnet34.tv_in1k', "torchvision's ResNet-34", BSD, 87_258_928, { kind: 'resnet', depth: 34, stem: 'imagenet' }),
  timm('resnet50', 'resnet50.tv_in1k', "torchvision's ResNet-50, version 1", BSD, 102_440_820, {
    kind: 'resnet',
    depth: 50,
    stem: 'imagenet',
  }),
  timm('resnet50-v2', 'resnet50.tv2_in1k', "torchvision's ResNet-50, version 2", BSD, 102_440_820, {
    kind: 'resnet',
    depth: 50,
    stem: 'imagenet',
  }),
  timm('resnet101', 'resnet101.tv_in1k', "torchvision's ResNet-101, version 1", BSD, 178_618_432, {
    kind: 'resnet',
    depth: 101,
    stem: 'imagenet',
  }),
  timm('mobilenetv2', 'mobilenetv2_100.ra_in1k', "timm's MobileNetV2", APACHE, 14_156_144, { kind: 'mobilenet', stem: 'imagenet' }),
  timm('mobilenetv2-050', 'mobilenetv2_050.lamb_in1k', "timm's MobileNetV2 of half the width", APACHE, 7_949_104, {
    kind: 'mobilenet',
    stem: 'imagenet',
    width: 0.5,
  }),
  {
    name: 'keras-resnet50',
    title: "Keras's ResNet-50, without its classifier",
    page: 'https://keras.io/api/applications/resnet/',
    license: APACHE,
    url: 'https://storage.googleapis.com/tensorflow/keras-applications/resnet/resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5',
    aboutBytes: 94_000_000,
    sha256: undefined,
    encoder: { kind: 'resnet', depth: 50, stem: 'imagenet', strideAt: 'conv1' },
  },
];
