import { expect, it } from 'vitest';
import { hashedValues } from '../../test/hashed-values.js';
import { runGraph } from '../../test/run-graph.js';
import { addLayerNorm } from './layer-norm.js';

const CHANNELS = 12;
const weight = hashedValues('weight', CHANNELS, 0.5, 1.5);
const bias = hashedValues('bias', CHANNELS, -1, 1);

const normalised = (x: Float32Array): Promise<Float32Array> =>
  runGraph(x, [1, x.length / CHANNELS, CHANNELS], (graph, name) => addLayerNorm(graph, 'norm', name, weight, bias));

it.each([
  ['small', -1, 1],
  ['far from zero', 99, 101],
  ['hardly different', 0, 1e-3],
])('addLayerNorm answers what float64 loops answer for rows that are %s', async (_, low, high) => {
  const x = hashedValues('x', 5 * CHANNELS, low, high);
  const answer = await normalised(x);
  for (let at = 0; at < x.length; at += CHANNELS) {
    const row = [...x.subarray(at, at + CHANNELS)];
    const mean = row.reduce((a, b) => a + b) / CHANNELS;
    const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / CHANNELS;
    row.forEach((value, c) => {
      expect(answer[at + c]).toBeCloseTo(((value - mean) / Math.sqrt(variance + 1e-6)) * weight[c]! + bias[c]!, 4);
    });
  }
});

it('addLayerNorm answers the bias where a row is even', async () => {
  expect([...(await normalised(new Float32Array(CHANNELS).fill(3)))]).toEqual([...bias]);
});
