import { expect, it } from 'vitest';
import { measureTrainWasm } from './measure-train-wasm.mjs';

it('measures both encoders with threads, in one thread and in TensorFlow', async () => {
  /** @type {string[]} */
  const said = [];
  const figures = await measureTrainWasm({
    root: '',
    env: process.env,
    say: (text) => said.push(text),
    machine: 'a machine',
    rounds: 1,
    steps: 1,
    batch: 4,
    size: 16,
  });
  expect(figures.map(({ name, unit }) => [name.replace(/\d threads?$/, 'n threads'), unit])).toEqual([
    ['train-wasm ResNet-18 of width 16, n threads', 'images/s'],
    ['train-wasm ResNet-18, n threads', 'images/s'],
  ]);
  for (const { ours, peers } of figures)
    for (const rate of [ours, peers['one thread'], peers['TensorFlow']]) expect(rate, said.join('\n')).toBeGreaterThan(0);
}, 240_000);
