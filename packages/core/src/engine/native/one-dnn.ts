import type { OpAttribute, TensorFlowBinding } from './load-binding.js';
import { TF_DTYPE, type NativeHandle } from './native-handle.js';

/**
 * TensorFlow for x86 holds oneDNN's kernels also under names of their own, `_MklNative...`, which its graph optimiser uses and which do more than the
 * public operations: batch normalisation with a ReLU in the same pass, max pooling that notes where each maximum was.
 */

/** Selects those kernels; without it TensorFlow finds none for the names. */
export function oneDnnKernel(binding: TensorFlowBinding): OpAttribute {
  return { name: '_kernel', type: binding.TF_ATTR_STRING, value: 'MklNameChangeOp' };
}

/** Whether this TensorFlow has them on this processor, which in bfloat16 must have AVX-512 or the like: found out by running one.
 * @param x [1, 2, 2, 1], of the type in question. */
export function hasOneDnn(binding: TensorFlowBinding, x: NativeHandle): boolean {
  const attributes: OpAttribute[] = [
    { name: 'T', type: binding.TF_ATTR_TYPE, value: TF_DTYPE[x.dtype] },
    { name: 'ksize', type: binding.TF_ATTR_INT, value: [1, 2, 2, 1] },
    { name: 'strides', type: binding.TF_ATTR_INT, value: [1, 2, 2, 1] },
    { name: 'padding', type: binding.TF_ATTR_STRING, value: 'VALID' },
    { name: 'data_format', type: binding.TF_ATTR_STRING, value: 'NHWC' },
    { name: 'workspace_enabled', type: binding.TF_ATTR_BOOL, value: true },
    oneDnnKernel(binding),
  ];
  try {
    for (const { id } of binding.executeOp('_MklNativeMaxPool', attributes, [x.id], 2)) binding.deleteTensor(id);
    return true;
  } catch {
    return false;
  }
}
