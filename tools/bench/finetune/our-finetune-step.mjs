#!/usr/bin/env node
/**
 * One fine-tuning step of EfficientNet-Lite0 through this project's own engine, encoder, projection head, SupCon loss and SGD with Nesterov momentum, as
 * the trainer does it; prints one JSON line with the same fields as the peers. A process of its own, because peak memory is the process's.
 */
import { parseArgs } from 'node:util';
import { createEncoder, createNativeEngine, createProjectionHead, createRng, createSgd, planEncoder, supConLoss } from '@supcon/core';
import { median } from '../make-figure.mjs';

/** The first steps also choose kernels and grow the memory pools. */
const WARM_UP = 2;
const CLASSES = 5;

process.stdout.write(`${JSON.stringify(await measure())}\n`);

async function measure() {
  const { values } = parseArgs({
    options: {
      precision: { type: 'string', default: 'float32' },
      statistics: { type: 'string', default: 'batch' },
      batch: { type: 'string', default: '64' },
      size: { type: 'string', default: '160' },
      steps: { type: 'string', default: '5' },
    },
  });
  const [batch, size, steps] = [Number(values.batch), Number(values.size), Number(values.steps)];
  const precision = values.precision === 'bfloat16' ? 'bfloat16' : 'float32';
  const normStatistics = values.statistics === 'pretrained' ? 'pretrained' : 'batch';

  const engine = await createNativeEngine();
  const encoder = createEncoder(engine, planEncoder({ kind: 'efficientnet-lite' }), { precision, normStatistics, seed: 0 });
  const head = createProjectionHead(engine, { inputs: encoder.embeddingSize, hidden: 256, outputs: 128, seed: 0 });
  const parameters = [...encoder.parameters, ...head.parameters];
  const optimiser = createSgd({ momentum: 0.9, nesterov: true });

  const rng = createRng(0, 'finetune');
  const images = engine.upload(
    Float32Array.from({ length: batch * size * size * 3 }, () => rng.normal()),
    [batch, size, size, 3],
  );
  const labels = Int32Array.from({ length: batch }, () => rng.integer(CLASSES));

  /** @param {number} index */
  const step = async (index) => {
    const embedding = encoder.forward(images);
    const projections = head.forward(embedding);
    const { loss, gradient } = await supConLoss(engine, projections, labels);
    const dEmbedding = head.backward(gradient);
    encoder.backward(dEmbedding);
    engine.free(embedding, projections, gradient, dEmbedding);
    await optimiser.step(engine, parameters, { learningRate: 1e-4, step: index });
    const last = parameters.at(-1);
    if (last) await engine.download(last.value);
    return loss;
  };

  /** @type {number[]} */
  const stepSeconds = [];
  let loss = 0;
  for (let index = 0; index < WARM_UP + steps; index++) {
    const start = performance.now();
    loss = await step(index);
    if (index >= WARM_UP) stepSeconds.push((performance.now() - start) / 1000);
  }
  if (!Number.isFinite(loss)) throw new Error(`the loss is ${loss}: what was measured is not training`);
  return {
    peer: 'ours',
    device: engine.device,
    precision,
    parameters: parameters.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0),
    loss,
    stepSeconds,
    imagesPerSecond: batch / median(stepSeconds),
    peakRssMiB: process.resourceUsage().maxRSS / 1024,
  };
}
