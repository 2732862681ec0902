#!/usr/bin/env node
/**
 * One SupCon training step through this project's engine on a TensorFlow.js backend (or on TensorFlow itself, to compare with); prints one JSON
 * line. A process of its own, because a backend keeps the threads and the kernels that it began with.
 */
import { parseArgs } from 'node:util';
import {
  createEncoder,
  createNativeEngine,
  createProjectionHead,
  createRng,
  createSgd,
  createTfjsEngine,
  planEncoder,
  supConLoss,
} from '@supcon/core';
import { median } from '../make-figure.mjs';
import { countOperations } from './count-operations.mjs';

/** The first steps also compile shaders and grow the memory pools. */
const WARM_UP = 2;
const CLASSES = 5;

process.stdout.write(`${JSON.stringify(await measure())}\n`);

async function measure() {
  const { values } = parseArgs({
    options: {
      backend: { type: 'string', default: 'webgpu' },
      kernels: { type: 'string', default: 'own' },
      threads: { type: 'string' },
      encoder: { type: 'string', default: '{"depth":50,"stem":"imagenet"}' },
      batch: { type: 'string', default: '64' },
      size: { type: 'string', default: '128' },
      steps: { type: 'string', default: '5' },
    },
  });
  const [batch, size, steps] = [Number(values.batch), Number(values.size), Number(values.steps)];
  const engine = await createEngine(values.backend, values.kernels, values.threads);
  const { counted, operations } = countOperations(engine);
  /** @type {unknown} */
  const options = JSON.parse(values.encoder);
  const encoder = createEncoder(counted, planEncoder(/** @type {import('@supcon/core').EncoderOptions} */ (options)), { seed: 0 });
  const head = createProjectionHead(counted, { inputs: encoder.embeddingSize, hidden: 256, outputs: 128, seed: 0 });
  const parameters = [...encoder.parameters, ...head.parameters];
  const optimiser = createSgd();
  const rng = createRng(0, 'train-step');
  const images = counted.upload(
    Float32Array.from({ length: batch * size * size * 3 }, () => rng.normal()),
    [batch, size, size, 3],
  );
  const labels = Int32Array.from({ length: batch }, () => rng.integer(CLASSES));

  const step = async () => {
    const embedding = encoder.forward(images);
    const projections = head.forward(embedding);
    const { loss, gradient } = await supConLoss(counted, projections, labels);
    const dEmbedding = head.backward(gradient);
    encoder.backward(dEmbedding);
    counted.free(embedding, projections, gradient, dEmbedding);
    await optimiser.step(counted, parameters, { learningRate: 0.01, step: 0 });
    // The step is over when the last updated parameter can be read, also where the device works behind our back.
    const last = parameters.at(-1);
    if (last) await counted.download(last.value);
    return loss;
  };

  /** @type {number[]} */
  const stepSeconds = [];
  let loss = 0;
  let perStep = 0;
  for (let index = 0; index < WARM_UP + steps; index++) {
    const before = operations();
    const start = performance.now();
    loss = await step();
    if (index >= WARM_UP) stepSeconds.push((performance.now() - start) / 1000);
    perStep = operations() - before;
  }
  if (!Number.isFinite(loss)) throw new Error(`the loss is ${loss}: what was measured is not training`);
  const result = {
    device: engine.device,
    batch,
    size,
    loss,
    stepSeconds,
    imagesPerSecond: batch / median(stepSeconds),
    gflops: perStep / median(stepSeconds) / 1e9,
    peakRssMiB: process.resourceUsage().maxRSS / 1024,
  };
  engine.dispose();
  return result;
}

/**
 * @param {number} threads
 */
async function createWasmEngine(threads) {
  const engine = await createTfjsEngine('wasm', { threads });
  // It computes with fewer where threads do not start; what is measured then has another name.
  if (!engine.device.startsWith(`tfjs wasm (${threads} thread`)) throw new Error(`there are no ${threads} threads: ${engine.device}`);
  return engine;
}

/**
 * @param {string} backend
 * @param {string} kernels
 * @param {string | undefined} threads
 */
async function createEngine(backend, kernels, threads) {
  switch (backend) {
    case 'native':
      return createNativeEngine();
    case 'webgpu':
      return createTfjsEngine('webgpu', { kernels: kernels === 'tfjs' ? 'tfjs' : 'own' });
    case 'wasm':
      return createWasmEngine(Number(threads ?? 1));
    default:
      throw new Error(`--backend must be native, webgpu or wasm, got ${backend}`);
  }
}
