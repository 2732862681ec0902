import { createRequire } from 'node:module';

/**
 * The part of tfjs_binding.node that set-up uses. Attribute types and dtypes are TensorFlow's enums.
 * @typedef {object} Binding
 * @property {string} TF_Version
 * @property {number} TF_ATTR_BOOL
 * @property {number} TF_ATTR_FLOAT
 * @property {number} TF_ATTR_INT
 * @property {number} TF_ATTR_STRING
 * @property {number} TF_ATTR_TYPE
 * @property {(shape: readonly number[], dtype: number, data: Float32Array) => number} createTensor
 * @property {(name: string, attributes: readonly { name: string, type: number, value: unknown }[], inputs: readonly number[], outputs: number) => [{ id: number }]} executeOp
 * @property {(id: number) => Float32Array} tensorDataSync
 * @property {(id: number) => void} deleteTensor
 * @property {() => boolean} isUsingGpuDevice
 */

export const FLOAT32 = 1;
export const BFLOAT16 = 14;

/**
 * @param {string} file tfjs_binding.node
 * @returns {Binding}
 */
export function loadBinding(file) {
  /** @type {unknown} */
  const binding = createRequire(import.meta.url)(file);
  return /** @type {Binding} */ (binding);
}
