#!/usr/bin/env node
/**
 * SupCon steps of ResNet-50 through this project's own engine, encoder, projection head, loss and SGD, for their memory alone; prints one JSON line. A process
 * of its own, because peak memory is the process's.
 */
import { parseArgs } from 'node:util';
import {
  createEncoder,
  createNativeEngine,
  createProjectionHead,
  createRng,
  createSgd,
  gradCacheStep,
  planResNet,
  supConLoss,
} from '@supcon/core';

const CLASSES = 5;

process.stdout.write(`${JSON.stringify(await measure())}\n`);

async function measure() {
  const { values } = parseArgs({
    options: {
      precision: { type: 'string', default: 'float32' },
      batch: { type: 'string', default: '64' },
      chunk: { type: 'string' },
      'checkpoint-activations': { type: 'boolean', default: false },
      size: { type: 'string', default: '128' },
      steps: { type: 'string', default: '3' },
    },
  });
  const [batch, size, steps] = [Number(values.batch), Number(values.size), Number(values.steps)];
  const precision = values.precision === 'bfloat16' ? 'bfloat16' : 'float32';
  const chunk = Number(values.chunk ?? batch);

  const engine = await createNativeEngine();
  const checkpointActivations = values['checkpoint-activations'];
  const encoder = createEncoder(engine, planResNet({ depth: 50, stem: 'imagenet' }), { precision, seed: 0, checkpointActivations });
  const head = createProjectionHead(engine, { inputs: encoder.embeddingSize, hidden: 256, outputs: 128, seed: 0 });
  const parameters = [...encoder.parameters, ...head.parameters];
  const optimiser = createSgd();
  const rng = createRng(0, 'memory');
  const labels = Int32Array.from({ length: batch }, () => rng.integer(CLASSES));
  const pixels = new Float32Array(batch * size * size * 3).map(() => rng.uniform());
  const images = engine.upload(pixels, [batch, size, size, 3]);

  /**
   * @param {import('@supcon/core').Handle} rows
   * @param {{ readonly updateStatistics?: boolean }} [options]
   */
  const forward = (rows, options) => {
    const embedding = encoder.forward(rows, options);
    return { embedding, projections: head.forward(embedding) };
  };
  /**
   * @param {import('@supcon/core').Handle} embedding
   * @param {import('@supcon/core').Handle} gradient
   */
  const backward = (embedding, gradient) => {
    const dEmbedding = head.backward(gradient);
    engine.free(embedding);
    encoder.backward(dEmbedding);
    engine.free(dEmbedding);
  };

  const atOnce = async () => {
    const { embedding, projections } = forward(images);
    const { loss, gradient } = await supConLoss(engine, projections, labels);
    engine.free(projections);
    backward(embedding, gradient);
    engine.free(gradient);
    return loss;
  };

  const inChunks = async () => {
    /** @type {import('@supcon/core').Handle | undefined} */
    let kept;
    /** @param {number} begin */
    const rowsFrom = (begin) => engine.sliceRows(images, begin, Math.min(chunk, batch - begin));
    const { loss } = await gradCacheStep(
      engine,
      Array.from({ length: Math.ceil(batch / chunk) }, (_, index) => index * chunk),
      {
        embed: (begin) => {
          const rows = rowsFrom(begin);
          const { embedding, projections } = forward(rows, { updateStatistics: false });
          head.discard();
          encoder.discard();
          engine.free(rows, embedding);
          return projections;
        },
        forward: (begin) => {
          const rows = rowsFrom(begin);
          const { embedding, projections } = forward(rows);
          engine.free(rows);
          kept = embedding;
          return projections;
        },
        backward: (gradient) => {
          if (kept) backward(kept, gradient);
        },
      },
      (projections) => supConLoss(engine, projections, labels),
    );
    return loss;
  };

  let loss = 0;
  for (let step = 0; step < steps; step++) {
    loss = await (chunk < batch ? inChunks() : atOnce());
    await optimiser.step(engine, parameters, { learningRate: 0.01, step });
  }
  if (!Number.isFinite(loss)) throw new Error(`the loss is ${loss}: what was measured is not training`);
  return {
    peer: 'ours',
    device: engine.device,
    precision,
    batch,
    chunk,
    checkpointActivations,
    size,
    loss,
    peakRssMiB: process.resourceUsage().maxRSS / 1024,
  };
}
