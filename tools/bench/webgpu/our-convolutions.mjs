#!/usr/bin/env node
/** Single convolutions of a ResNet-50 and their two gradients on the WebGPU backend; prints one JSON line of GFLOP/s, by convolution and operation. */
import { parseArgs } from 'node:util';
import { createTfjsEngine } from '@supcon/core';
import { median } from '../make-figure.mjs';
import { CONVOLUTIONS, OPERATIONS } from './convolutions.mjs';

/** Repetitions in one go: the GPU works behind our back, and waiting for it takes as long as a small operation. */
const IN_A_ROW = 8;

process.stdout.write(`${JSON.stringify(await measure())}\n`);

async function measure() {
  const { values } = parseArgs({
    options: {
      kernels: { type: 'string', default: 'own' },
      batch: { type: 'string', default: '64' },
      size: { type: 'string', default: '128' },
      steps: { type: 'string', default: '5' },
      only: { type: 'string', default: '' },
    },
  });
  const [batch, size, steps] = [Number(values.batch), Number(values.size), Number(values.steps)];
  const engine = await createTfjsEngine('webgpu', { kernels: values.kernels === 'tfjs' ? 'tfjs' : 'own' });
  /** @type {Record<string, number>} */
  const rates = {};
  for (const { name, kernel, stride, inputs, outputs, divisor } of CONVOLUTIONS) {
    const side = Math.max(Math.round(size / divisor), 1);
    const window = { kernel, stride, padding: kernel >> 1 };
    const random = (/** @type {readonly number[]} */ shape) =>
      engine.upload(
        Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, at) => Math.sin(at)),
        shape,
      );
    const [x, w] = [random([batch, side, side, inputs]), random([kernel, kernel, inputs, outputs])];
    const dy = engine.conv2d(x, w, window);
    const run = {
      forward: () => engine.conv2d(x, w, window),
      'input gradient': () => engine.conv2dInputGrad(x.shape, w, dy, window),
      'filter gradient': () => engine.conv2dFilterGrad(x, w.shape, dy, window),
    };
    const flops = 2 * dy.shape.reduce((a, b) => a * b, 1) * kernel * kernel * inputs;
    for (const operation of OPERATIONS) {
      if (!`${name} ${operation}`.includes(values.only)) continue;
      /** @type {number[]} */
      const seconds = [];
      for (let step = 0; step < steps + 1; step++) {
        const start = performance.now();
        for (let repetition = 1; repetition < IN_A_ROW; repetition++) engine.free(run[operation]());
        const last = run[operation]();
        const sum = engine.sumSquares(last);
        await engine.download(sum);
        engine.free(last, sum);
        // The first one compiles the shaders.
        if (step > 0) seconds.push((performance.now() - start) / 1000 / IN_A_ROW);
      }
      rates[`${name} ${operation}`] = flops / median(seconds) / 1e9;
    }
    engine.free(x, w, dy);
  }
  engine.dispose();
  return rates;
}
