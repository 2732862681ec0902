import type { Engine } from '../src/engine/engine.js';
import type { Optimiser } from '../src/optim/optimiser.js';
import { createParameter, type Parameter } from '../src/units/parameter.js';
import { values } from './gradient-check.js';
import { hashedValues } from './hashed-values.js';

/** The problem of fixtures/optimisers.py: a kernel with weight decay and a bias without descend curvature · (w - target) + noise. */
export const SHAPES = { kernel: [3, 4], bias: [4] } as const;
export const STEPS = 200;

export type ProblemName = keyof typeof SHAPES;
export const NAMES = Object.keys(SHAPES) as ProblemName[];

const sizeOf = (name: ProblemName): number => SHAPES[name].reduce((a: number, b) => a * b, 1);

export function startOf(name: ProblemName): Float32Array {
  return hashedValues(`${name} start`, sizeOf(name), -1, 1);
}

export function gradientAt(name: ProblemName, step: number, w: ArrayLike<number>): Float64Array<ArrayBuffer> {
  const size = sizeOf(name);
  const curvature = hashedValues(`${name} curvature`, size, 0.5, 2);
  const target = hashedValues(`${name} target`, size, -1, 1);
  const noise = hashedValues(`${name} noise ${step}`, size, -0.5, 0.5);
  return Float64Array.from({ length: size }, (_, i) => curvature[i]! * (w[i]! - target[i]!) + noise[i]!);
}

/** rate · (1 + cos(π · step / 200)) / 2 */
export function cosineRate(rate: number, step: number): number {
  return (rate * (1 + Math.cos((Math.PI * step) / STEPS))) / 2;
}

export function createProblem(engine: Engine): Parameter[] {
  return NAMES.map((name) => createParameter(engine, name, startOf(name), SHAPES[name], name === 'kernel'));
}

/** Steps `from` to `to` with gradients of the present weights. */
export async function descend(
  engine: Engine,
  parameters: readonly Parameter[],
  optimiser: Optimiser,
  rateAt: (step: number) => number,
  [from, to]: readonly [number, number],
): Promise<void> {
  for (let step = from; step < to; step++) {
    for (const parameter of parameters) {
      const gradient = gradientAt(parameter.name as ProblemName, step, await values(engine, parameter.value));
      parameter.gradient = engine.upload(Float32Array.from(gradient), parameter.shape);
    }
    await optimiser.step(engine, parameters, { learningRate: rateAt(step), step });
  }
}

/** The same in float64 on the host, one value at a time where the formula allows it.
 * @param update answers the next weights of one parameter; keeps its own state by parameter name. */
export function descendNaively(
  rateAt: (step: number) => number,
  update: (
    name: ProblemName,
    w: Float64Array<ArrayBuffer>,
    g: Float64Array<ArrayBuffer>,
    rate: number,
    step: number,
  ) => Float64Array<ArrayBuffer>,
): Record<ProblemName, Float64Array> {
  const weights = { kernel: Float64Array.from(startOf('kernel')), bias: Float64Array.from(startOf('bias')) };
  for (let step = 0; step < STEPS; step++)
    for (const name of NAMES) weights[name] = update(name, weights[name], gradientAt(name, step, weights[name]), rateAt(step), step);
  return weights;
}
