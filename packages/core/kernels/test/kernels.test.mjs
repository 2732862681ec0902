import { expect, it } from 'vitest';
import { ADDON, runApart } from './run-apart.mjs';

/** Largest difference, as a share of the largest value. @param {Float32Array} a @param {Float32Array} b */
function relativeError(a, b) {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  const largest = b.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-12);
  return a.reduce((worst, value, at) => Math.max(worst, Math.abs(value - b[at])), 0) / largest;
}

/** @param {string | undefined} text */
const decode = (text) => new Float32Array(Uint8Array.from(Buffer.from(text ?? '', 'base64')).buffer);
const SHAPE = [5, 31, 32, 48];

it.each(['float32', 'bfloat16'])('answer the same bits on any number of threads in %s', (precision) => {
  const [one, ...others] = ['1', '2', '3'].map((threads) => runApart(ADDON, precision, SHAPE, { OMP_NUM_THREADS: threads }));
  for (const other of others) expect(other).toEqual(one);
});

it.each(['float32', 'bfloat16'])('answer the same on every instruction set in %s, but for rounding', (precision) => {
  const best = runApart(ADDON, precision, SHAPE, {});
  const order = ['baseline', 'avx2', 'avx512', 'amx'];
  for (const instructionSet of order.slice(0, order.indexOf(best.instructionSet))) {
    const lesser = runApart(ADDON, precision, SHAPE, { SUPCON_KERNELS: instructionSet });
    expect(lesser.instructionSet).toBe(instructionSet);
    for (const [name, text] of Object.entries(lesser.outputs))
      expect(relativeError(decode(text), decode(best.outputs[name])), name).toBeLessThan(precision === 'float32' ? 1e-4 : 2e-2);
  }
});
