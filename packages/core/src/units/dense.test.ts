import { afterAll, beforeAll, expect, it } from 'vitest';
import { normals, relativeError, takeGradient, values } from '../../test/gradient-check.js';
import type { Engine } from '../engine/engine.js';
import { createNativeEngine } from '../engine/native/native-engine.js';
import { createDense } from './dense.js';
import type { Parameter } from './parameter.js';

let engine: Engine;
beforeAll(async () => {
  engine = await createNativeEngine();
});
afterAll(() => {
  engine.dispose();
});

it('gives the outputs and gradients of float64 loops', async () => {
  const [n, i, o] = [5, 7, 3];
  const dense = createDense(engine, { name: 'd', inputs: i, outputs: o, seed: 1 });
  const [kernel, bias] = dense.parameters as [Parameter, Parameter];
  const w = await values(engine, kernel.value);
  const x = normals(1, n * i);
  const dy = normals(2, n * o);
  const input = engine.upload(x, [n, i]);
  const upstream = engine.upload(dy, [n, o]);
  const y = await values(engine, dense.forward(input));
  const dx = await values(engine, dense.backward(upstream));
  const at = (a: Float32Array, row: number, columns: number, column: number): number => a[row * columns + column] as number;
  const sum = (length: number, term: (k: number) => number): number => Array.from({ length }, (_, k) => term(k)).reduce((a, b) => a + b, 0);
  const grid = (rows: number, columns: number, value: (r: number, c: number) => number): number[] =>
    Array.from({ length: rows * columns }, (_, index) => value(Math.floor(index / columns), index % columns));
  expect(
    relativeError(
      y,
      grid(n, o, (r, c) => sum(i, (k) => at(x, r, i, k) * at(w, k, o, c))),
    ),
  ).toBeLessThan(1e-5);
  expect(
    relativeError(
      dx,
      grid(n, i, (r, c) => sum(o, (k) => at(dy, r, o, k) * at(w, c, o, k))),
    ),
  ).toBeLessThan(1e-5);
  expect(
    relativeError(
      await takeGradient(engine, kernel),
      grid(i, o, (r, c) => sum(n, (k) => at(x, k, i, r) * at(dy, k, o, c))),
    ),
  ).toBeLessThan(1e-5);
  expect(
    relativeError(
      await takeGradient(engine, bias),
      grid(1, o, (_, c) => sum(n, (k) => at(dy, k, o, c))),
    ),
  ).toBeLessThan(1e-5);
});

it('refuses weights that do not fit, naming each, and changes nothing', async () => {
  const dense = createDense(engine, { name: 'd', inputs: 2, outputs: 2, seed: 1 });
  const before = await dense.weights();
  const wrong = new Map([
    ['d.kernel', { shape: [2, 3], data: new Float32Array(6) }],
    ['other', { shape: [1], data: new Float32Array(1) }],
  ]);
  expect(() => {
    dense.load(wrong);
  }).toThrow(/other is not part.*d\.kernel is \[2, 3\], expected \[2, 2\].*d\.bias is missing/s);
  expect(await dense.weights()).toEqual(before);
});

it('asks for a forward before a backward', () => {
  const dense = createDense(engine, { name: 'd', inputs: 2, outputs: 2, seed: 1 });
  const dy = engine.upload(new Float32Array(4), [2, 2]);
  expect(() => dense.backward(dy)).toThrow(expect.objectContaining({ code: 'NO_FORWARD' }));
});
