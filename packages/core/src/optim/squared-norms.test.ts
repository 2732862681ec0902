import { expect, it } from 'vitest';
import { dot, normals } from '../../test/gradient-check.js';
import { createNativeEngine } from '../engine/native/native-engine.js';
import { squaredNorms } from './squared-norms.js';

it('sums the squares of each tensor, of any shape', async () => {
  const engine = await createNativeEngine();
  const data = [normals(1, 24), normals(2, 3), Float32Array.of(-4)];
  const shapes = [[2, 3, 4], [3], []];
  const tensors = data.map((values, at) => engine.upload(values, shapes[at]!));
  const norms = await squaredNorms(engine, tensors);
  data.forEach((values, at) => {
    expect(norms[at]).toBeCloseTo(dot(values, values), 4);
  });
  expect(engine.liveHandles()).toBe(3);
  expect(await squaredNorms(engine, [])).toEqual(new Float32Array(0));
  engine.dispose();
});
