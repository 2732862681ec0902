import type { Handle } from '../engine.js';
import { isSymmetric, type SymmetricWindow, type Window } from '../../plans/window.js';
import { kernelAttributes } from './kernel-attributes.js';
import type { NativeHandle } from './native-handle.js';
import { PANEL } from './native-matrix.js';
import type { NativeRuntime } from './native-runtime.js';

/**
 * Filter gradients by the project's own operation (kernels/src/filter-gradient.h): a matrix product over pixels that reads the windows where they lie. Measured on two cores of an AMD EPYC, 64 pictures, in ms beside
 * oneDNN's:
 *
 * - bfloat16: 12.7 and 19.0 (3x3, 256 channels of 8x8 pixels), 12.7 and 25.9 (the same with a stride of 2), 6.2 and 7.6 (1x1, 64 -> 256 of 32x32), 16.1 and 15.3 (3x3, 64 of 32x32).
 * - float32 with AVX-512: 27 and 22, but 26 and 33 with a stride of 2, for which oneDNN needs a padded copy.
 * - float32 with AVX2 (two cores of an older EPYC, in GFLOP/s): 3x3 1.2 to 1.6 times oneDNN's; 1x1 100 to 127 and 78 to 110 (as a matrix product 62 to 107, of at most 2,048 pixels 128 and more).
 */
const FEWEST_CHANNELS = 16;
/** With AVX2, of a 1x1 convolution: fewer channels or pixels are faster as oneDNN's matrix product. */
const FEWEST_OF_POINTWISE = { channels: 65, pixels: 2049 };

/** Whether the project's own filter gradient can be asked and is measured to be the faster one for these sizes. @param filterShape [K,
 * K, I, O] */
export function hasFilterGradient(
  runtime: NativeRuntime,
  x: Handle,
  filterShape: readonly number[],
  window: Window,
): window is SymmetricWindow {
  if (!isSymmetric(window)) return false;
  const { kernel, stride, padding } = window;
  const [, , channels = 0, outputs = 0] = filterShape;
  if (!runtime.kernels?.products[x.dtype] || channels < FEWEST_CHANNELS || outputs % PANEL !== 0 || padding >= kernel) return false;
  if (x.dtype === 'bfloat16') return true;
  if (runtime.kernels.instructionSet !== 'avx2') return kernel > 1 && stride > 1;
  const [n = 0, height = 0, width = 0] = x.shape;
  const pixels = (n * height * width) / stride ** 2;
  return kernel > 1 || (channels >= FEWEST_OF_POINTWISE.channels && pixels >= FEWEST_OF_POINTWISE.pixels);
}

/** @returns float32, whatever x is: it is what was summed. */
export function filterGradient(runtime: NativeRuntime, x: Handle, dy: Handle, window: SymmetricWindow): NativeHandle {
  return runtime.one('SupconFilterGrad', kernelAttributes(runtime, x, window), [x, dy]);
}
