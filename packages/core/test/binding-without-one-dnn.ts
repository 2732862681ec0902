import { loadBinding, type TensorFlowBinding } from '../src/engine/native/load-binding.js';

/** TensorFlow's binding as on a processor, or in a build, for which oneDNN's own operations are not there. */
export function bindingWithoutOneDnn(): TensorFlowBinding {
  const inner = loadBinding();
  const executeOp: TensorFlowBinding['executeOp'] = (name, attributes, inputs, outputs) => {
    if (name.startsWith('_Mkl')) throw new Error(`Op type not registered '${name}'`);
    return inner.executeOp(name, attributes, inputs, outputs);
  };
  // The binding's own members can neither be listed nor overwritten, so this one stands before it.
  return Object.create(inner, { executeOp: { value: executeOp } }) as TensorFlowBinding;
}
