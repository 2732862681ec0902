/**
 * Loads the binding given as argument and multiplies two matrices; prints the version of TensorFlow and what computed, and exits with 0 when
 * the product is right. A process of its own: a library that does not fit this machine takes its process down.
 */
import { FLOAT32, loadBinding } from './load-binding.mjs';

const binding = loadBinding(process.argv[2] ?? '');
const a = binding.createTensor([2, 2], FLOAT32, new Float32Array([1, 2, 3, 4]));
const b = binding.createTensor([2, 2], FLOAT32, new Float32Array([5, 6, 7, 8]));
const attributes = [
  { name: 'transpose_a', type: binding.TF_ATTR_BOOL, value: false },
  { name: 'transpose_b', type: binding.TF_ATTR_BOOL, value: false },
  { name: 'T', type: binding.TF_ATTR_TYPE, value: FLOAT32 },
];
const [product] = binding.executeOp('MatMul', attributes, [a, b], 1);
const values = [...binding.tensorDataSync(product.id)];
if (values.join() === '19,22,43,50') {
  process.stdout.write(`TensorFlow ${binding.TF_Version} ${binding.isUsingGpuDevice() ? 'gpu' : 'cpu'}\n`);
} else {
  process.stderr.write(`the binding multiplies wrongly: got ${values.join()}, expected 19,22,43,50\n`);
  process.exitCode = 1;
}
