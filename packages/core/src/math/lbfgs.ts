/** Value at x; writes the gradient into `gradient`. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

/** Where `minimise` ended. */
export interface Minimum {
  readonly x: Float64Array;
  readonly value: number;
  readonly iterations: number;
  /** False when the iterations ran out first. */
  readonly converged: boolean;
}

/** Pairs of steps and gradient differences that stand for the curvature (Nocedal and Wright recommend 3 to 20). */
const MEMORY = 10;
/** Share of the promised decrease a step must bring (Armijo). */
const SUFFICIENT_DECREASE = 1e-4;
const MAX_HALVINGS = 40;

/** Minimises a smooth convex function by L-BFGS with a halving line search. Deterministic, in float64.
 * @param start borrowed.  @param options.iterations at most.  @param options.tolerance largest |gradient| entry to stop at. Default 1e-6.
 * @see Nocedal and Wright, Numerical Optimization, 2nd edition, algorithms 7.4 and 7.5. */
export function minimise(objective: Objective, start: Float64Array, options: { iterations: number; tolerance?: number }): Minimum {
  const { iterations, tolerance = 1e-6 } = options;
  let x: Float64Array = start.slice();
  let gradient: Float64Array = new Float64Array(x.length);
  let value = objective(x, gradient);
  const pairs: { step: Float64Array; change: Float64Array; rho: number }[] = [];
  for (let iteration = 0; iteration < iterations; iteration++) {
    if (largest(gradient) <= tolerance) return { x, value, iterations: iteration, converged: true };
    const direction = descent(gradient, pairs);
    const slope = dot(direction, gradient);
    const next = new Float64Array(x.length);
    const nextGradient = new Float64Array(x.length);
    // Without curvature the gradient's length says nothing about the right step: begin with one of length 1.
    let rate = pairs.length > 0 ? 1 : 1 / Math.max(1, Math.sqrt(dot(gradient, gradient)));
    let nextValue = Number.POSITIVE_INFINITY;
    for (let halving = 0; halving < MAX_HALVINGS; halving++, rate /= 2) {
      for (let i = 0; i < x.length; i++) next[i] = x[i]! + rate * direction[i]!;
      nextValue = objective(next, nextGradient);
      if (nextValue <= value + SUFFICIENT_DECREASE * rate * slope) break;
    }
    // No step lowers the value any more: rounding is what is left.
    if (!(nextValue < value)) return { x, value, iterations: iteration, converged: true };
    const step = next.map((entry, i) => entry - x[i]!);
    const change = nextGradient.map((entry, i) => entry - gradient[i]!);
    const curvature = dot(step, change);
    if (curvature > 1e-12 * dot(change, change)) {
      pairs.push({ step, change, rho: 1 / curvature });
      if (pairs.length > MEMORY) pairs.shift();
    }
    x = next;
    gradient = nextGradient;
    value = nextValue;
  }
  return { x, value, iterations, converged: largest(gradient) <= tolerance };
}

/** The two-loop recursion: minus the approximate inverse Hessian times the gradient. */
function descent(gradient: Float64Array, pairs: readonly { step: Float64Array; change: Float64Array; rho: number }[]): Float64Array {
  const direction = gradient.map((entry) => -entry);
  const weights: number[] = [];
  for (const { step, change, rho } of pairs.toReversed()) {
    const weight = rho * dot(step, direction);
    weights.push(weight);
    addScaled(direction, change, -weight);
  }
  const last = pairs.at(-1);
  if (last) {
    const scale = 1 / (last.rho * dot(last.change, last.change));
    for (let i = 0; i < direction.length; i++) direction[i]! *= scale;
  }
  for (const { step, change, rho } of pairs) addScaled(direction, step, weights.pop()! - rho * dot(change, direction));
  return direction;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function addScaled(target: Float64Array, source: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i]! += factor * source[i]!;
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
