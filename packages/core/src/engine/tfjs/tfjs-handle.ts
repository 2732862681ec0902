import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { CoreError } from '../../errors.js';
import type { DType, Handle } from '../engine.js';

/** A tf.Tensor with an owner. tfjs has no uint8: pixels are held as int32 and only called uint8. */
export class TfjsHandle implements Handle {
  readonly shape: readonly number[];
  freed = false;

  constructor(
    readonly tensor: Tensor,
    readonly dtype: DType,
  ) {
    this.shape = tensor.shape;
  }
}

/** @throws CoreError HANDLE_FREED, UNSUPPORTED for a handle of another engine. */
export function asTfjs(handle: Handle): TfjsHandle {
  if (!(handle instanceof TfjsHandle)) throw new CoreError('UNSUPPORTED', 'tfjs engine: the handle belongs to another engine');
  if (handle.freed)
    throw new CoreError('HANDLE_FREED', `tfjs engine: a handle of shape [${handle.shape.join(', ')}] was used after it was freed`);
  return handle;
}

/** @throws CoreError UNSUPPORTED for pixels that were not cast. */
export function floats(handle: Handle): Tensor {
  const { tensor, dtype } = asTfjs(handle);
  if (dtype !== 'float32') throw new CoreError('UNSUPPORTED', `tfjs engine: this operation takes float32, got ${dtype}; use cast`);
  return tensor;
}

/** The tensor behind a handle of pictures, float32 [N, H, W, C]. */
export function images(handle: Handle): Tensor4D {
  return floats(handle) as Tensor4D;
}
