/**
 * Runs the project's own operations on values drawn from a fixed seed, in a process whose environment decides how (OMP_NUM_THREADS, SUPCON_KERNELS), and prints as JSON
 * which loops ran and what they answered, each output as base64 of float32.
 * Arguments: the binding, the addon, T ('float32' or 'bfloat16'), the shape as JSON.
 */
import { createRequire } from 'node:module';

const [, , bindingFile = '', addonFile = '', precision = 'float32', shapeText = '[]'] = process.argv;
const binding = createRequire(import.meta.url)(bindingFile);
const addon = { exports: {} };
process.dlopen(addon, addonFile);

const shape = JSON.parse(shapeText);
const channels = shape.at(-1);
const FLOAT32 = 1;
const type = precision === 'bfloat16' ? 14 : FLOAT32;
let state = 12345;
/** Between -1 and 1, by a linear congruential generator. */
const draw = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 31 - 1;
const attribute = (name, kind, value) => ({ name, type: binding[`TF_ATTR_${kind}`], value });
const run = (op, attributes, inputs, outputs) => binding.executeOp(op, attributes, inputs, outputs).map(({ id }) => id);
const cast = (id, from, to) =>
  run('Cast', [attribute('SrcT', 'TYPE', from), attribute('DstT', 'TYPE', to), attribute('Truncate', 'BOOL', false)], [id], 1)[0];
const tensor = (sides, value) =>
  binding.createTensor(sides, FLOAT32, Float32Array.from({ length: sides.reduce((a, b) => a * b, 1) }, value));
const float = (length, value) => tensor([length], value);
const activation = (value, sides = shape) => (type === FLOAT32 ? tensor(sides, value) : cast(tensor(sides, value), FLOAT32, type));

const [x, add, dy, plus] = [activation(() => 3 * draw() + 1), activation(draw), activation(draw), activation(draw)];
const [gamma, beta] = [float(channels, () => 1 + draw() / 2), float(channels, draw)];
const settings = (...own) => [attribute('T', 'TYPE', type), attribute('epsilon', 'FLOAT', 1e-5), ...own];
const none = binding.createTensor([0], FLOAT32, new Float32Array(0));
const noActivation = activation(draw, [0]);
const [y, mean, variance, , biased] = run('SupconBatchNorm', settings(attribute('activation', 'INT', 1)), [x, add, gamma, beta], 5);
const [again] = run('SupconNormalise', settings(attribute('activation', 'INT', 1)), [x, add, gamma, beta, mean, biased], 1);
const [between] = run('SupconLerp', [attribute('T', 'TYPE', type), attribute('weight', 'FLOAT', 0.3)], [x, add], 1);
const window = ['kernel', 'stride', 'padding'].map((name, at) => attribute(name, 'INT', [3, 2, 1][at]));
const on = (op, inputs) => run(op, [attribute('T', 'TYPE', type), ...window], inputs, 1)[0];
const [pooled, patches] = [on('SupconMaxPool', [x]), on('SupconPatches', [x])];
const unpooled = on('SupconMaxPoolGrad', [pooled, x]);
const sides = binding.createTensor([4], 3, Int32Array.from(shape));
/** Depthwise convolutions with the windows of networks: at a stride of 1 and, padded as TensorFlow's SAME, of 2. */
const depthwise = [
  [3, 1, 1],
  [5, 2, -1],
].map((values) => {
  const attributes = [
    attribute('T', 'TYPE', type),
    ...['kernel', 'stride', 'padding'].map((name, at) => attribute(name, 'INT', values[at])),
  ];
  const kernel = activation(draw, [values[0], values[0], channels, 1]);
  const [y] = run('SupconDepthwise', attributes, [x, kernel], 1);
  return {
    y,
    dx: run('SupconDepthwiseInputGrad', attributes, [sides, kernel, y], 1)[0],
    dw: run('SupconDepthwiseFilterGrad', attributes, [x, y], 1)[0],
  };
});
const patchSum = on('SupconPatchSum', [patches, sides]);
const back = (activation, keep, given) =>
  settings(attribute('activation', 'INT', activation), attribute('keep', 'BOOL', keep), attribute('given', 'BOOL', given));
const gradients = run('SupconBatchNormGrad', back(1, true, false), [dy, plus, y, x, gamma, none, mean, biased], 4);
const [dx, dGamma, dBeta, g] = gradients;
const [capped] = run('SupconNormalise', settings(attribute('activation', 'INT', 2)), [x, noActivation, gamma, beta, mean, biased], 1);
const through = run('SupconBatchNormGrad', back(2, false, true), [dy, noActivation, noActivation, x, gamma, beta, mean, biased], 4);
const [givenDx, givenDGamma, givenDBeta] = through;

const read = (id, from) => Buffer.from(binding.tensorDataSync(from === FLOAT32 ? id : cast(id, from, FLOAT32)).buffer).toString('base64');
const readAll = (ids, from) => Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, read(id, from)]));

const drawn = (sides) => {
  const length = sides.reduce((a, b) => a * b, 1);
  const id = binding.createTensor(sides, FLOAT32, Float32Array.from({ length }, draw));
  return type === FLOAT32 ? id : cast(id, FLOAT32, type);
};
const OUTPUTS = 64;
const [w, dOut] = [drawn([channels, OUTPUTS]), drawn([...shape.slice(0, -1), OUTPUTS])];

/** Matrix products, where this processor has them; of bfloat16 they take pairs of channels. */
function products() {
  if (!addon.exports.products[precision] || (precision === 'bfloat16' && channels % 2 === 1)) return {};
  const [product] = run('SupconRowProducts', [attribute('T', 'TYPE', type), attribute('transpose', 'BOOL', false)], [x, w], 1);
  const same = ['kernel', 'stride', 'padding'].map((name, at) => attribute(name, 'INT', [3, 1, 1][at]));
  const [dw] = run('SupconFilterGrad', [attribute('T', 'TYPE', type), ...same], [x, dOut], 1);
  return { ...readAll({ product }, type), ...readAll({ dw }, FLOAT32) };
}

process.stdout.write(
  JSON.stringify({
    ...addon.exports,
    outputs: {
      ...readAll({ y, again, dx, g, capped, givenDx, between, pooled, unpooled, patches, patchSum }, type),
      ...readAll({ mean, variance, dGamma, dBeta, givenDGamma, givenDBeta }, FLOAT32),
      ...Object.assign({}, ...depthwise.map((of, at) => readAll({ [`depthwise${at}`]: of.y, [`depthwiseDx${at}`]: of.dx }, type))),
      ...Object.assign({}, ...depthwise.map(({ dw }, at) => readAll({ [`depthwiseDw${at}`]: dw }, FLOAT32))),
      ...products(),
    },
  }),
);
