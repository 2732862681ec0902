import { afterAll, beforeAll, expect, it } from 'vitest';
import { directionalDerivative, dot, normals, probeDirection, setParameter, takeGradient, values } from '../../test/gradient-check.js';
import type { Engine } from '../engine/engine.js';
import { createNativeEngine } from '../engine/native/native-engine.js';
import type { Parameter } from '../units/parameter.js';
import { createProjectionHead } from './projection-head.js';

let engine: Engine;
beforeAll(async () => {
  engine = await createNativeEngine();
});
afterAll(() => {
  engine.dispose();
});

const options = { inputs: 6, hidden: 8, outputs: 4, seed: 2 };
const rows = 5;
const embedding = normals(1, rows * options.inputs);
const weights = normals(2, rows * options.outputs);

async function loss(x: Float32Array, firstKernel?: Float32Array): Promise<number> {
  const head = createProjectionHead(engine, options);
  if (firstKernel) setParameter(engine, head.parameters[0] as Parameter, firstKernel);
  const input = engine.upload(x, [rows, options.inputs]);
  const output = head.forward(input);
  const sum = dot(await values(engine, output), weights);
  engine.free(input, output);
  head.dispose();
  return sum;
}

it('agrees with finite differences in the embedding and the first kernel, and leaves no handle behind', async () => {
  const before = engine.liveHandles();
  const head = createProjectionHead(engine, options);
  const input = engine.upload(embedding, [rows, options.inputs]);
  const output = head.forward(input);
  const dy = engine.upload(weights, [rows, options.outputs]);
  const dInput = head.backward(dy);
  const dx = await values(engine, dInput);
  const first = head.parameters[0] as Parameter;
  const kernel = await values(engine, first.value);
  const dKernel = await takeGradient(engine, first);
  engine.free(input, output, dy, dInput);
  head.dispose();
  expect(engine.liveHandles()).toBe(before);
  const alongX = probeDirection(3, dx);
  expect(dot(dx, alongX) / (await directionalDerivative(embedding, alongX, 1e-3, (x) => loss(x)))).toBeCloseTo(1, 1);
  const alongKernel = probeDirection(4, dKernel);
  expect(dot(dKernel, alongKernel) / (await directionalDerivative(kernel, alongKernel, 1e-3, (w) => loss(embedding, w)))).toBeCloseTo(1, 1);
});

it('gives back the weights it is loaded with', async () => {
  const source = createProjectionHead(engine, options);
  const target = createProjectionHead(engine, { ...options, seed: 9 });
  const weightsOfSource = await source.weights();
  expect(await target.weights()).not.toEqual(weightsOfSource);
  target.load(weightsOfSource);
  expect(await target.weights()).toEqual(weightsOfSource);
});
