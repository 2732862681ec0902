import { expect, it } from 'vitest';
import { normals } from '../../test/gradient-check.js';
import { createNativeEngine } from '../engine/native/native-engine.js';
import { denseLayers } from './dense-layers.js';
import { createProjectionHead, type ProjectionHeadKind } from './projection-head.js';

it.each<[ProjectionHeadKind, number]>([
  ['linear', 1],
  ['mlp', 3],
  ['mlp-bn', 3],
  ['dense-relu', 2],
])('computes what the head %s of %i layers projects', async (kind, count) => {
  const engine = await createNativeEngine();
  const [rows, inputs, outputs] = [4, 6, 3];
  const head = createProjectionHead(engine, { kind, inputs, hidden: 5, outputs, layers: count, seed: 1 });
  const x = normals(2, rows * inputs);
  const input = engine.upload(x, [rows, inputs]);
  // Statistics and offsets that are not 0 and 1, so that folding has something to do.
  engine.free(head.forward(input));
  head.discard();
  head.load(
    new Map(
      [...(await head.weights())].map(([name, { shape, data }]) => [
        name,
        { shape, data: name.includes('kernel') ? data : data.map((value, at) => value + 0.1 * (at + 1)) },
      ]),
    ),
  );
  const projected = head.project(input);
  const expected = (await engine.download(projected)) as Float32Array;
  const layers = denseLayers(kind, inputs, await head.weights());
  expect(layers.map(({ bias }) => bias.length)).toEqual([...Array<number>(count - 1).fill(5), outputs]);
  for (let n = 0; n < rows; n++) {
    const answer = layers.reduce<number[]>(
      (row, { kernel, bias, relu }) =>
        Array.from(bias, (b, o) => {
          const sum = b + row.reduce((total, value, i) => total + value * kernel[i * bias.length + o]!, 0);
          return relu ? Math.max(0, sum) : sum;
        }),
      [...x.subarray(n * inputs, (n + 1) * inputs)],
    );
    answer.forEach((value, o) => expect(value).toBeCloseTo(expected[n * outputs + o]!, 5));
  }
  engine.free(input, projected);
  head.dispose();
  engine.dispose();
});

it('names what is missing and what is not finite', () => {
  const bias = { shape: [2], data: Float32Array.of(0, 0) };
  expect(() => denseLayers('linear', 3, new Map())).toThrow(/head\.dense1/);
  const kernel = { shape: [3, 2], data: new Float32Array(6).fill(NaN) };
  const weights = new Map([
    ['head.dense1.kernel', kernel],
    ['head.dense1.bias', bias],
  ]);
  expect(() => denseLayers('linear', 3, weights)).toThrow(expect.objectContaining({ code: 'BAD_WEIGHTS' }) as Error);
});
