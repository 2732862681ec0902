import type { Tensor } from '@tensorflow/tfjs-core';
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
