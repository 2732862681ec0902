import type { Engine, Handle } from '../engine/engine.js';
import { createBatchNorm } from '../units/batch-norm.js';
import { createDense } from '../units/dense.js';
import type { Parameter } from '../units/parameter.js';
import type { RunningStatistic } from '../units/running-statistic.js';

/** A step of a projection head on rows [N, C] in float32. Inputs are borrowed and must live until `backward`; outputs belong to the caller. */
export interface HeadStep {
  readonly parameters: readonly Parameter[];
  readonly statistics: readonly RunningStatistic[];
  forward(x: Handle, updateStatistics: boolean): Handle;
  backward(dy: Handle): Handle;
  infer(x: Handle): Handle;
  discard(): void;
}

/** A dense layer with bias. @param options.inputs channels in @param options.outputs channels out. */
export function denseStep(engine: Engine, options: { name: string; inputs: number; outputs: number; seed: number }): HeadStep {
  return { ...createDense(engine, options), statistics: [], discard: () => undefined };
}

/** A ReLU; it keeps its output, which its gradient needs, until backward or discard. */
export function reluStep(engine: Engine): HeadStep {
  const kept = keptHandles(engine);
  return {
    parameters: [],
    statistics: [],
    forward: (x) => {
      const y = engine.relu(x);
      kept.replace([sameAs(engine, y)]);
      return y;
    },
    backward: (dy) => {
      const dx = engine.reluGrad(dy, kept.handles[0]!);
      kept.replace([]);
      return dx;
    },
    infer: (x) => engine.relu(x),
    discard: () => {
      kept.replace([]);
    },
  };
}

/** Batch normalisation over the rows, seen as pictures of one pixel [N, 1, 1, C], then ReLU. */
export function normReluStep(engine: Engine, name: string, channels: number): HeadStep {
  const norm = createBatchNorm(engine, { name, channels, activation: 'relu' });
  const kept = keptHandles(engine);
  const asRows = (pixels: Handle): Handle => {
    const rows = engine.reshape(pixels, [pixels.shape[0] ?? 0, channels]);
    engine.free(pixels);
    return rows;
  };
  const asPixels = (rows: Handle): Handle => engine.reshape(rows, [rows.shape[0] ?? 0, 1, 1, channels]);
  return {
    parameters: norm.parameters,
    statistics: norm.statistics,
    forward: (x, updateStatistics) => {
      const input = asPixels(x);
      const output = norm.forward(input, updateStatistics);
      kept.replace([input, sameAs(engine, output)]);
      return asRows(output);
    },
    backward: (dy) => {
      const [input, output] = kept.handles;
      const gradient = asPixels(dy);
      const dx = norm.backward(gradient, input!, output!);
      engine.free(gradient);
      kept.replace([]);
      return asRows(dx);
    },
    infer: (x) => {
      const input = asPixels(x);
      const y = asRows(norm.infer(input));
      engine.free(input);
      return y;
    },
    discard: () => {
      norm.discard();
      kept.replace([]);
    },
  };
}

/** A handle of its own on the same values; a cast to the same type copies nothing on the CPU. */
function sameAs(engine: Engine, x: Handle): Handle {
  return engine.cast(x, x.dtype);
}

/** What a step keeps between forward and backward. */
function keptHandles(engine: Engine): { readonly handles: readonly Handle[]; replace(next: readonly Handle[]): void } {
  let handles: readonly Handle[] = [];
  return {
    get handles() {
      return handles;
    },
    replace: (next) => {
      engine.free(...handles);
      handles = next;
    },
  };
}
