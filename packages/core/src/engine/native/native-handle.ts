import { CoreError } from '../../errors.js';
import type { DType, Handle } from '../engine.js';

/** A raw TensorFlow tensor id with its owner's knowledge of shape and type. */
export class NativeHandle implements Handle {
  freed = false;

  constructor(
    readonly id: number,
    readonly shape: readonly number[],
    readonly dtype: DType,
  ) {}
}

/** TensorFlow's DataType numbers (tensorflow/core/framework/types.proto). */
export const TF_DTYPE: Readonly<Record<DType, number>> = { float32: 1, int32: 3, uint8: 4, bfloat16: 14 };

/** @param dtype TensorFlow's number of a type. @throws CoreError UNSUPPORTED for one that no engine here makes. */
export function dtypeFromTf(dtype: number): DType {
  for (const [name, number] of Object.entries(TF_DTYPE)) if (number === dtype) return name as DType;
  throw new CoreError('UNSUPPORTED', `native engine: TensorFlow returned a tensor of type ${dtype}, which no operation here should make`);
}

/** @throws CoreError HANDLE_FREED, UNSUPPORTED for a handle of another engine. */
export function asNative(handle: Handle): NativeHandle {
  if (!(handle instanceof NativeHandle)) throw new CoreError('UNSUPPORTED', 'native engine: the handle belongs to another engine');
  if (handle.freed)
    throw new CoreError('HANDLE_FREED', `native engine: a handle of shape [${handle.shape.join(', ')}] was used after it was freed`);
  return handle;
}
