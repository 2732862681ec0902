/** Prints as JSON what the WebAssembly backend computes: GFLOP/s of a float32 matrix product (it has no bfloat16). */
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';

const SIZE = 512;
const RUNS = 9;

await tf.setBackend('wasm');
const a = tf.randomUniform([SIZE, SIZE], -0.5, 0.5, 'float32', 1);
const b = tf.randomUniform([SIZE, SIZE], -0.5, 0.5, 'float32', 2);
const seconds = Array.from({ length: RUNS }, () => {
  const start = performance.now();
  tf.matMul(a, b).dispose();
  return (performance.now() - start) / 1000;
}).sort((x, y) => x - y);
const gflops = Math.round((2 * SIZE ** 3) / (seconds[Math.floor(RUNS / 2)] ?? Number.NaN) / 1e9);
process.stdout.write(
  `${JSON.stringify({ version: tf.version_core, gpu: false, rates: [{ operation: 'matMul', precision: 'float32', gflops }] })}\n`,
);
