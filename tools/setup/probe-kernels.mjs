/**
 * Loads the binding and the kernels given as arguments and normalises four numbers; prints the instruction set of the kernels and exits with 0
 * when the result is right. A process of its own: a library that does not fit this TensorFlow may take its process down.
 */
import { FLOAT32, loadBinding } from './tensorflow/load-binding.mjs';

const binding = loadBinding(process.argv[2] ?? '');
/** @type {{ exports: { instructionSet?: string } }} */
const addon = { exports: {} };
process.dlopen(addon, process.argv[3] ?? '');
/** @param {number[]} values */
const upload = (values) => binding.createTensor([values.length / 2, 2], FLOAT32, new Float32Array(values));
/** @param {number[]} values */
const vector = (values) => binding.createTensor([values.length], FLOAT32, new Float32Array(values));
const attributes = [
  { name: 'T', type: binding.TF_ATTR_TYPE, value: FLOAT32 },
  { name: 'epsilon', type: binding.TF_ATTR_FLOAT, value: 0 },
  { name: 'activation', type: binding.TF_ATTR_INT, value: 1 },
];
const inputs = [upload([1, 8, 3, 4]), vector([]), vector([2, 3]), vector([1, -1]), vector([2, 6]), vector([1, 4])];
const [normalised] = binding.executeOp('SupconNormalise', attributes, inputs, 1);
const values = [...binding.tensorDataSync(normalised.id)];
if (values.join() === '0,2,3,0') {
  process.stdout.write(`kernels ${addon.exports.instructionSet ?? ''}\n`);
} else {
  process.stderr.write(`the kernels normalise wrongly: got ${values.join()}, expected 0,2,3,0\n`);
  process.exitCode = 1;
}
