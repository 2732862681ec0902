import type { Engine, Handle } from '../src/engine/engine.js';
import { createRng } from '../src/rng.js';
import type { Parameter } from '../src/units/parameter.js';

/** Standard normal float32 values from a seed. */
export function normals(seed: number, length: number): Float32Array {
  const rng = createRng(seed, 'test');
  return Float32Array.from({ length }, () => rng.normal());
}

/** Σ a·b in float64. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** Largest |a - b| over the largest |b|. */
export function relativeError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let difference = 0;
  let scale = 0;
  for (let i = 0; i < b.length; i++) {
    difference = Math.max(difference, Math.abs((a[i] as number) - (b[i] as number)));
    scale = Math.max(scale, Math.abs(b[i] as number));
  }
  return a.length === b.length ? difference / Math.max(scale, 1e-12) : Number.POSITIVE_INFINITY;
}

export async function values(engine: Engine, handle: Handle): Promise<Float32Array> {
  return Float32Array.from((await engine.download(handle)) as Float32Array);
}

/** Central difference of `loss` along `direction` from `origin`, step h: (f(x + hd) - f(x - hd)) / 2h. */
export async function directionalDerivative(
  origin: Float32Array,
  direction: Float32Array,
  h: number,
  loss: (at: Float32Array) => Promise<number>,
): Promise<number> {
  const shifted = (sign: number): Float32Array => origin.map((value, i) => value + sign * h * (direction[i] as number));
  return ((await loss(shifted(1))) - (await loss(shifted(-1)))) / (2 * h);
}

/** Puts host values in the place of a parameter's. */
export function setParameter(engine: Engine, parameter: Parameter, data: Float32Array): void {
  engine.free(parameter.value);
  parameter.value = engine.upload(data, parameter.shape);
}

/** The gradient that backward left, taken from the parameter (which then has none). */
export async function takeGradient(engine: Engine, parameter: Parameter): Promise<Float32Array> {
  if (!parameter.gradient) throw new Error(`${parameter.name} has no gradient`);
  const data = await values(engine, parameter.gradient);
  engine.free(parameter.gradient);
  parameter.gradient = undefined;
  return data;
}

/** A random direction that leans on the gradient it is to check, so that the derivative along it is far from 0; length 1. */
export function probeDirection(seed: number, gradient: Float32Array): Float32Array {
  const random = normals(seed, gradient.length);
  const lengths = [Math.sqrt(dot(random, random)), Math.sqrt(dot(gradient, gradient))] as const;
  const mixed = random.map((value, i) => value / lengths[0] + (gradient[i] as number) / lengths[1]);
  const length = Math.sqrt(dot(mixed, mixed));
  return mixed.map((value) => value / length);
}
