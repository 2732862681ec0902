/**
 * Prints as JSON what the binding given as argument computes in a second: GFLOP/s of a matrix product and of the 3x3 convolution that
 * ResNet spends most of its time in, in float32 and bfloat16.
 */
import { BFLOAT16, FLOAT32, loadBinding } from './load-binding.mjs';

/** @typedef {{ operation: 'matMul' | 'conv', precision: 'float32' | 'bfloat16', gflops: number }} Rate */

const WARM_UPS = 2;
/** The median of this many runs; one run takes 10 to 40 ms on two cores. */
const RUNS = 9;

const binding = loadBinding(process.argv[2] ?? '');
const SIZE = 1024;
const [IMAGES, SIDE, CHANNELS] = [32, 32, 64];

/** @type {Rate[]} */
const rates = [];
for (const [precision, dtype] of /** @type {const} */ ([
  ['float32', FLOAT32],
  ['bfloat16', BFLOAT16],
])) {
  const type = { name: 'T', type: binding.TF_ATTR_TYPE, value: dtype };
  const transposes = ['transpose_a', 'transpose_b'].map((name) => ({ name, type: binding.TF_ATTR_BOOL, value: false }));
  const ints = (/** @type {string} */ name, /** @type {number[]} */ value) => ({ name, type: binding.TF_ATTR_INT, value });
  const strings = (/** @type {string} */ name, /** @type {string} */ value) => ({ name, type: binding.TF_ATTR_STRING, value });
  const convolution = [
    type,
    ...[ints('strides', [1, 1, 1, 1]), ints('dilations', [1, 1, 1, 1]), ints('explicit_paddings', [])],
    ...[strings('padding', 'SAME'), strings('data_format', 'NHWC')],
    { name: 'use_cudnn_on_gpu', type: binding.TF_ATTR_BOOL, value: true },
  ];
  const matrices = [tensor([SIZE, SIZE], dtype), tensor([SIZE, SIZE], dtype)];
  const images = [tensor([IMAGES, SIDE, SIDE, CHANNELS], dtype), tensor([3, 3, CHANNELS, CHANNELS], dtype)];
  rates.push(
    { operation: 'matMul', precision, gflops: rate('MatMul', [...transposes, type], matrices, 2 * SIZE ** 3) },
    { operation: 'conv', precision, gflops: rate('Conv2D', convolution, images, 2 * 9 * CHANNELS ** 2 * IMAGES * SIDE ** 2) },
  );
}
process.stdout.write(`${JSON.stringify({ version: binding.TF_Version, gpu: binding.isUsingGpuDevice(), rates })}\n`);

/**
 * @param {readonly number[]} shape
 * @param {number} dtype
 */
function tensor(shape, dtype) {
  const count = shape.reduce((product, size) => product * size, 1);
  const id = binding.createTensor(
    shape,
    FLOAT32,
    Float32Array.from({ length: count }, (_, index) => ((index * 2654435761) % 1000) / 1000 - 0.5),
  );
  if (dtype === FLOAT32) return id;
  const attributes = [
    { name: 'SrcT', type: binding.TF_ATTR_TYPE, value: FLOAT32 },
    { name: 'DstT', type: binding.TF_ATTR_TYPE, value: dtype },
    { name: 'Truncate', type: binding.TF_ATTR_BOOL, value: false },
  ];
  return binding.executeOp('Cast', attributes, [id], 1)[0].id;
}

/**
 * @param {string} name
 * @param {{ name: string, type: number, value: unknown }[]} attributes
 * @param {number[]} inputs
 * @param {number} operations multiplications and additions of one run
 */
function rate(name, attributes, inputs, operations) {
  const seconds = Array.from({ length: WARM_UPS + RUNS }, () => {
    const start = performance.now();
    const [{ id }] = binding.executeOp(name, attributes, inputs, 1);
    // On a GPU a run returns before it is done; the smallest read waits for it.
    if (binding.isUsingGpuDevice()) binding.tensorDataSync(id);
    const end = performance.now();
    binding.deleteTensor(id);
    return (end - start) / 1000;
  }).slice(WARM_UPS);
  const median = seconds.sort((x, y) => x - y)[Math.floor(RUNS / 2)] ?? Number.NaN;
  return Math.round(operations / median / 1e9);
}
