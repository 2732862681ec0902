import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { normals, relativeError, values } from '../../../test/gradient-check.js';
import type { Engine, Handle, Precision } from '../engine.js';
import { KERNELS_FILE, kernelsFailure, loadKernels, tryKernels } from './kernels.js';
import { loadBinding } from './load-binding.js';
import { createNativeEngine } from './native-engine.js';

const engines: Engine[] = [];
const create = async (kernels: boolean): Promise<Engine> => {
  const engine = await createNativeEngine(() => loadBinding(), kernels);
  engines.push(engine);
  return engine;
};
afterAll(() => {
  for (const engine of engines) engine.dispose();
});

it('are there on Linux, where set-up compiles them', () => {
  loadBinding();
  expect(existsSync(KERNELS_FILE)).toBe(process.platform === 'linux');
  expect(loadKernels() !== undefined).toBe(process.platform === 'linux');
});

/** Many rows and few, channels that fill vector registers and that do not. */
const shapes = [
  [8, 32, 32, 64],
  [4, 16, 16, 97],
  [16, 4, 4, 512],
  [3, 1, 1, 5],
];

it.each(shapes.flatMap((shape) => (['float32', 'bfloat16'] as const).map((precision) => ({ shape, precision }))))(
  'answer what TensorFlow answers without them, $shape in $precision',
  async ({ shape, precision }) => {
    const [ours, theirs] = [await answers(await create(true), shape, precision), await answers(await create(false), shape, precision)];
    // Where a sum is 0 but for rounding, the ReLU and its gradient may see it on either side; bfloat16 rounds in other places.
    for (const [name, value] of Object.entries(ours))
      expect(relativeError(value, theirs[name] ?? []), name).toBeLessThan(precision === 'float32' ? 1e-3 : 3e-2);
  },
);

async function answers(engine: Engine, shape: readonly number[], precision: Precision): Promise<Record<string, Float32Array>> {
  const [size, channels] = [shape.reduce((a, b) => a * b, 1), shape.at(-1) ?? 0];
  const upload = (seed: number, sides: readonly number[]): Handle =>
    engine.upload(
      normals(
        seed,
        sides.reduce((a, b) => a * b, 1),
      ),
      sides,
    );
  const [x, add, dy, plus] = [1, 2, 3, 4].map((seed) => engine.cast(upload(seed, shape), precision)) as [Handle, Handle, Handle, Handle];
  const [gamma, beta] = [upload(5, [channels]), upload(6, [channels])];
  const after = { add, activation: 'relu' } as const;
  const { y, batchMean, batchVariance, saved } = engine.batchNormTrain(x, gamma, beta, 1e-5, after);
  const replayed = engine.batchNormReplay(x, gamma, beta, saved, 1e-5, after);
  // One y for both, so that the same values are masked.
  const mask = engine.cast(engine.upload(normals(2, size).map(Math.abs).map((value, at) => (at % 3 ? value : 0)), shape), precision); // prettier-ignore
  const { dx, dGamma, dBeta, g } = engine.batchNormGrad(dy, x, gamma, saved, 1e-5, { plus, y: mask, keep: true });
  return {
    y: await values(engine, y),
    replayed: await values(engine, replayed),
    mean: await values(engine, batchMean),
    variance: await values(engine, batchVariance),
    dx: await values(engine, dx),
    dGamma: await values(engine, dGamma),
    dBeta: await values(engine, dBeta),
    g: await values(engine, g as Handle),
  };
}

it('keep the reason when they are there and do not load, and have none to keep where they were not compiled', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'supcon-kernels-'));
  const broken = path.join(folder, 'supcon_kernels.node');
  expect(tryKernels(broken)).toEqual({});
  await writeFile(broken, 'not a library');
  const { kernels, failure } = tryKernels(broken);
  expect(kernels).toBeUndefined();
  expect(failure).toMatch(/supcon_kernels\.node/);
  expect(failure).not.toContain('\n');
  await rm(folder, { recursive: true });
  loadKernels();
  expect(kernelsFailure()).toBeUndefined();
});
