import { it } from 'vitest';
import type { Handle } from '../../src/engine/engine.js';
import { normals } from '../gradient-check.js';
import { naive } from '../naive-operations.js';
import type { ConformanceBench } from './conformance-bench.js';

/** Part of `describeEngineConformance`. */
export function describeOptimiserSteps(bench: ConformanceBench): void {
  const { own, float, expectClose, expectTakenOver } = bench;
  it('one step of gradient descent', async () => {
    const data = [normals(36, 12), normals(37, 12)];
    const handles = data.map((values) => float(values, [3, 4])) as [Handle, Handle];
    const shared = handles.map((handle) => own(bench.engine.cast(handle, 'float32')));
    const next = bench.engine.descend(...handles, 0.05);
    await expectClose(
      next,
      naive(
        [3, 4],
        Array.from(data[0]!, (value, at) => value - 0.05 * data[1]![at]!),
      ),
      1e-6,
    );
    await expectTakenOver(handles, 1, shared, data);
  });

  it.each([
    { momentum: 0, weightDecay: 0, nesterov: false },
    { momentum: 0.9, weightDecay: 5e-4, nesterov: false },
    { momentum: 0.9, weightDecay: 5e-4, nesterov: true },
  ])('one SGD step with %o', async (settings) => {
    const learningRate = 0.05;
    const [p, v, g] = [normals(27, 12), normals(28, 12), normals(29, 12)];
    const handles = [p, v, g].map((values) => float(values, [3, 4])) as [Handle, Handle, Handle];
    const shared = handles.map((handle) => own(bench.engine.cast(handle, 'float32')));
    const next = bench.engine.sgdStep(...handles, { learningRate, ...settings });
    const decayed = Array.from(g, (value, at) => value + settings.weightDecay * p[at]!);
    const velocity = decayed.map((value, at) => settings.momentum * v[at]! + value);
    const direction = settings.nesterov ? decayed.map((value, at) => value + settings.momentum * velocity[at]!) : velocity;
    await expectClose(next.velocity, naive([3, 4], velocity), 1e-6);
    await expectClose(
      next.parameter,
      naive(
        [3, 4],
        direction.map((value, at) => p[at]! - learningRate * value),
      ),
      1e-6,
    );
    await expectTakenOver(handles, 2, shared, [p, v, g]);
  });

  it('one Adam step', async () => {
    const settings = { rate: 0.05, beta1: 0.9, beta2: 0.99, epsilon: 1e-3 };
    const data = [30, 31, 32, 33].map((seed) => normals(seed, 12));
    data[2] = data[2]!.map(Math.abs);
    const handles = data.map((values) => float(values, [3, 4])) as [Handle, Handle, Handle, Handle];
    const shared = handles.map((handle) => own(bench.engine.cast(handle, 'float32')));
    const next = bench.engine.adamStep(...handles, settings);
    const [p, m, v, g] = data.map((values) => Array.from(values)) as [number[], number[], number[], number[]];
    const first = m.map((value, at) => settings.beta1 * value + (1 - settings.beta1) * g[at]!);
    const second = v.map((value, at) => settings.beta2 * value + (1 - settings.beta2) * g[at]! ** 2);
    const parameter = p.map((value, at) => value - (settings.rate * first[at]!) / (Math.sqrt(second[at]!) + settings.epsilon));
    await expectClose(next.parameter, naive([3, 4], parameter), 1e-6);
    await expectClose(next.first, naive([3, 4], first), 1e-6);
    await expectClose(next.second, naive([3, 4], second), 1e-6);
    await expectTakenOver(handles, 3, shared, data);
  });
}
