import { readFileSync } from 'node:fs';
import type { ResNetOptions } from '../src/encoders/resnet-plan.js';
import { hashedValues } from './hashed-values.js';

/** What torchvision's own ResNet answers for `hashedWeights` and the picture `hashedValues('images', ...)`, a few values of each layer. */
export interface TorchvisionCase {
  readonly options: Required<ResNetOptions>;
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

/** Which of a layer's `size` values were written down. */
export function samplePositions(name: string, size: number): number[] {
  return Array.from(hashedValues(`${name} positions`, 6, 0, 1), (at) => Math.floor(at * size));
}
