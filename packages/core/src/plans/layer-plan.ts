import type { Window } from './window.js';

/** Batch normalisation's epsilon where a plan names no other, as torchvision's. */
export const BATCH_NORM_EPSILON = 1e-5;

/** What follows a normalisation; `relu6` is cut off at 6. */
export type Activation = 'relu' | 'relu6' | 'none';

/** Convolution without bias. Weight: `<name>.conv`, [K, K, I, O], or [K, K, I, 1] where it is depthwise. */
export interface ConvPlan {
  readonly kind: 'conv';
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly window: Window;
  /** Each channel has a kernel of its own; outputs = inputs. */
  readonly depthwise: boolean;
}

/** Convolution without bias, batch normalisation, activation. Weights: `<name>.conv` as above, `<name>.gamma`, `<name>.beta`, `<name>.mean`,
 * `<name>.variance`, each [O]. */
export interface ConvBnPlan extends Omit<ConvPlan, 'kind'> {
  readonly kind: 'conv-bn';
  readonly activation: Activation;
  /** Batch normalisation's. Default `BATCH_NORM_EPSILON`. */
  readonly epsilon?: number;
}

/** Batch normalisation with no convolution before it, and activation. Weights: `<name>.gamma`, `<name>.beta`, `<name>.mean`, `<name>.variance`,
 * each [C]. */
export interface NormPlan {
  readonly kind: 'norm';
  readonly name: string;
  readonly channels: number;
  readonly activation: Activation;
  /** Default `BATCH_NORM_EPSILON`. */
  readonly epsilon?: number;
}

/** A convolution with "half" padding, as most in these encoders. */
export function conv(name: string, inputs: number, outputs: number, kernel: number, stride: number): ConvPlan {
  return { kind: 'conv', name, inputs, outputs, window: { kernel, stride, padding: (kernel - 1) / 2 }, depthwise: false };
}

/** A convolution with "half" padding, batch normalisation and activation. */
export function convBn(name: string, inputs: number, outputs: number, kernel: number, stride: number, activation: Activation): ConvBnPlan {
  return { ...conv(name, inputs, outputs, kernel, stride), kind: 'conv-bn', activation };
}

/** A convolution with a kernel for each channel, batch normalisation and activation. @param kernel its side. Default 3. */
export function depthwiseBn(name: string, channels: number, stride: number, activation: Activation, kernel = 3): ConvBnPlan {
  return { ...convBn(name, channels, channels, kernel, stride, activation), depthwise: true };
}
