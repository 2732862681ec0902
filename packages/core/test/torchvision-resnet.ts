import { readFileSync } from 'node:fs';
import type { EncoderOptions } from '../src/plans/encoder-plan.js';
import type { ResNetOptions } from '../src/plans/resnet-plan.js';
import { hashedValues } from './hashed-values.js';

/** What torchvision's own ResNet answers for `hashedWeights` and the picture `hashedValues('images', ...)`, a few values of each layer. */
export interface TorchvisionCase {
  readonly options: ResNetOptions;
  /** Side of the one picture [1, S, S, 3], drawn from [-2, 2). */
  readonly size: number;
  readonly layers: Readonly<Record<string, TorchvisionLayer>>;
}

export interface TorchvisionLayer {
  readonly shape: readonly number[];
  /** Root of the mean square over the whole layer. */
  readonly rms: number;
  /** At `samplePositions`, NHWC. */
  readonly values: readonly number[];
}

/** Written by `fixtures/torchvision-resnet.py`. */
export function torchvisionCases(): readonly TorchvisionCase[] {
  return JSON.parse(readFileSync(new URL('fixtures/torchvision-resnet.json', import.meta.url), 'utf8')) as readonly TorchvisionCase[];
}

/** What torchvision's MobileNetV2 and a wide ResNet written in PyTorch answer: every layer, named as in `naive-encoder.ts`, in order.
 * Written by `fixtures/torch-encoders.py`. */
export function torchEncoderCases(): readonly (Omit<TorchvisionCase, 'options'> & { readonly options: EncoderOptions })[] {
  return JSON.parse(readFileSync(new URL('fixtures/torch-encoders.json', import.meta.url), 'utf8')) as ReturnType<typeof torchEncoderCases>;
}

/** Which of a layer's `size` values were written down. */
export function samplePositions(name: string, size: number): number[] {
  return Array.from(hashedValues(`${name} positions`, 6, 0, 1), (at) => Math.floor(at * size));
}
