import type { Preprocessing } from '../recipe/preprocessing-schema.js';

/** Constants that many encoders share, and how much larger than the square the picture is before it is cut. */
export interface PreprocessingPreset extends Pick<Preprocessing, 'mean' | 'std'> {
  /** Short side of the picture over side of the square. */
  readonly margin: number;
  /** For whom. */
  readonly about: string;
}

const HALF: Preprocessing['mean'] = [0.5, 0.5, 0.5];

/** Presets by name. */
export const PREPROCESSING_PRESETS: Readonly<Record<string, PreprocessingPreset>> = {
  imagenet: {
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
    margin: 256 / 224,
    about: 'torchvision, timm, DINOv2, DINOv3, ConvNeXt: short side to 256, the centre 224',
  },
  clip: {
    mean: [0.48145466, 0.4578275, 0.40821073],
    std: [0.26862954, 0.26130258, 0.27577711],
    margin: 1,
    about: 'CLIP of OpenAI and OpenCLIP',
  },
  siglip: { mean: HALF, std: HALF, margin: 1, about: 'SigLIP, and ViT and BEiT of Google and Microsoft: -1 to 1' },
  half: { mean: HALF, std: HALF, margin: 1, about: 'the same as siglip' },
  tf: {
    mean: [127 / 255, 127 / 255, 127 / 255],
    std: [128 / 255, 128 / 255, 128 / 255],
    margin: 1,
    about: 'EfficientNet-Lite: (pixel - 127) / 128',
  },
  unit: { mean: [0, 0, 0], std: [1, 1, 1], margin: 1, about: '0 to 1' },
  raw: {
    mean: [0, 0, 0],
    std: [1 / 255, 1 / 255, 1 / 255],
    margin: 1,
    about: 'pixels as they are, 0 to 255: encoders that normalise themselves',
  },
};
