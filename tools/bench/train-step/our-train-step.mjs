#!/usr/bin/env node
/**
 * One supervised-contrastive training step of ResNet-50 through this project's own engine, encoder, projection head, loss and SGD, as the
 * trainer does it; prints one JSON line with the same fields as the peers. A process of its own, because peak memory is the process's.
 */
import { parseArgs } from 'node:util';
import { createEncoder, createNativeEngine, createProjectionHead, createRng, createSgd, planResNet, supConLoss } from '@supcon/core';
import { median } from '../make-figure.mjs';

/** The first steps also choose kernels and grow the memory pools. */
const WARM_UP = 2;
const CLASSES = 5;

process.stdout.write(`${JSON.stringify(await measure())}\n`);

async function measure() {
  const { values } = parseArgs({
    options: {
      precision: { type: 'string', default: 'float32' },
      batch: { type: 'string', default: '64' },
      size: { type: 'string', default: '128' },
      steps: { type: 'string', default: '5' },
    },
  });
  const [batch, size, steps] = [Number(values.batch), Number(values.size), Number(values.steps)];
  const precision = values.precision === 'bfloat16' ? 'bfloat16' : 'float32';

  const engine = await createNativeEngine();
  const encoder = createEncoder(engine, planResNet({ depth: 50, stem: 'imagenet' }), { precision, seed: 0 });
  const head = createProjectionHead(engine, { inputs: encoder.embeddingSize, hidden: 256, outputs: 128, seed: 0 });
  const parameters = [...encoder.parameters, ...head.parameters];
  const optimiser = createSgd({ momentum: 0, nesterov: false });

  const rng = createRng(0, 'train-step');
  const images = engine.upload(
    Float32Array.from({ length: batch * size * size * 3 }, () => rng.normal()),
    [batch, size, size, 3],
  );
  const labels = Int32Array.from({ length: batch }, () => rng.integer(CLASSES));

  const step = async () => {
    const embedding = encoder.forward(images);
    const projections = head.forward(embedding);
    const { loss, gradient } = await supConLoss(engine, projections, labels);
    const dEmbedding = head.backward(gradient);
    encoder.backward(dEmbedding);
    engine.free(embedding, projections, gradient, dEmbedding);
    await optimiser.step(engine, parameters, { learningRate: 0.01, step: 0 });
    // The step is over when the last updated parameter can be read, also where the device works behind our back.
    const last = parameters.at(-1);
    if (last) await engine.download(last.value);
    return loss;
  };

  /** @type {number[]} */
  const stepSeconds = [];
  let loss = 0;
  for (let index = 0; index < WARM_UP + steps; index++) {
    const start = performance.now();
    loss = await step();
    if (index >= WARM_UP) stepSeconds.push((performance.now() - start) / 1000);
  }
  if (!Number.isFinite(loss)) throw new Error(`the loss is ${loss}: what was measured is not training`);
  return {
    peer: 'ours',
    device: engine.device,
    precision,
    batch,
    size,
    loss,
    stepSeconds,
    imagesPerSecond: batch / median(stepSeconds),
    peakRssMiB: process.resourceUsage().maxRSS / 1024,
  };
}
