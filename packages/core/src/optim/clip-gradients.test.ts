import { afterAll, beforeAll, expect, it } from 'vitest';
import { normals, relativeError, values } from '../../test/gradient-check.js';
import type { Engine } from '../engine/engine.js';
import { createNativeEngine } from '../engine/native/native-engine.js';
import { createParameter, type Parameter } from '../units/parameter.js';
import { clipGradients } from './clip-gradients.js';

let engine: Engine;
beforeAll(async () => {
  engine = await createNativeEngine();
});
afterAll(() => {
  engine.dispose();
});

const gradients = [normals(1, 12), normals(2, 5), normals(3, 7)] as const;
const norm = (...parts: readonly Float32Array[]): number =>
  Math.sqrt(parts.flatMap((part) => [...part]).reduce((sum, value) => sum + value * value, 0));

function threeParameters(): [Parameter, Parameter, Parameter] {
  return gradients.map((gradient, at) => {
    const parameter = createParameter(engine, `p${at}`, new Float32Array(gradient.length), [gradient.length], at === 0);
    parameter.gradient = engine.upload(gradient, [gradient.length]);
    return parameter;
  }) as [Parameter, Parameter, Parameter];
}

it('scales all gradients by one factor to the norm asked for, and answers the norm before', async () => {
  const parameters = threeParameters();
  const resting = engine.liveHandles();
  const whole = norm(...gradients);
  expect(await clipGradients(engine, parameters, 0.5)).toBeCloseTo(whole, 5);
  for (const [at, { gradient }] of parameters.entries())
    expect(
      relativeError(
        await values(engine, gradient!),
        gradients[at]!.map((value) => (value * 0.5) / whole),
      ),
    ).toBeLessThan(1e-6);
  expect(engine.liveHandles()).toBe(resting);
});

it('leaves gradients within the norm as they are, the same handles', async () => {
  const parameters = threeParameters();
  const before = parameters.map(({ gradient }) => gradient);
  expect(await clipGradients(engine, parameters, 1000)).toBeCloseTo(norm(...gradients), 5);
  expect(parameters.map(({ gradient }) => gradient)).toEqual(before);
});

it('neither counts nor clips frozen parameters, and skips those without a gradient', async () => {
  const [first, frozen, without] = threeParameters();
  frozen.rate = 0;
  engine.free(without.gradient!);
  without.gradient = undefined;
  const untouched = frozen.gradient;
  expect(await clipGradients(engine, [first, frozen, without], 0.1)).toBeCloseTo(norm(gradients[0]), 5);
  expect(frozen.gradient).toBe(untouched);
  expect(norm(await values(engine, first.gradient!))).toBeCloseTo(0.1, 6);
  expect(await clipGradients(engine, [without], 0.1)).toBe(0);
});

it('answers a norm that is not finite and changes nothing then', async () => {
  const parameters = threeParameters();
  engine.free(parameters[0].gradient!);
  parameters[0].gradient = engine.upload(Float32Array.of(1, Number.NaN), [2]);
  expect(await clipGradients(engine, parameters, 0.1)).toBeNaN();
  expect(await values(engine, parameters[1].gradient!)).toEqual(gradients[1]);
});

it('refuses a norm that is not above 0', async () => {
  await expect(clipGradients(engine, [], 0)).rejects.toThrow(
    expect.objectContaining({ code: 'BAD_OPTIMISER', message: 'clipGradients: maxNorm must be above 0, got 0' }) as Error,
  );
});
