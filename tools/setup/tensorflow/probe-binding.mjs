/**
 * Loads the binding given as argument and multiplies two matrices; exit status 0 when the product is right.
 * A process of its own: a library that does not fit this machine takes its process down.
 */
import { createRequire } from 'node:module';

const file = process.argv[2] ?? '';
const binding = createRequire(import.meta.url)(file);
const FLOAT = 1;
const a = binding.createTensor([2, 2], FLOAT, new Float32Array([1, 2, 3, 4]));
const b = binding.createTensor([2, 2], FLOAT, new Float32Array([5, 6, 7, 8]));
const attributes = [
  { name: 'transpose_a', type: binding.TF_ATTR_BOOL, value: false },
  { name: 'transpose_b', type: binding.TF_ATTR_BOOL, value: false },
  { name: 'T', type: binding.TF_ATTR_TYPE, value: FLOAT },
];
const [product] = binding.executeOp('MatMul', attributes, [a, b], 1);
const values = [...binding.tensorDataSync(product.id)];
if (values.join() !== '19,22,43,50') {
  process.stderr.write(`the binding multiplies wrongly: got ${values.join()}, expected 19,22,43,50\n`);
  process.exitCode = 1;
}
