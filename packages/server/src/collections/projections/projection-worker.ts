import { principalComponents, tsne, umap, type PrincipalComponents } from '@supcon/core/projections';
import { serveCalls, Transferred } from '../../threads/serve-calls.js';
import type { ProjectionPlan } from './projection-plan.js';

/** What the thread does, in this order. */
export interface ProjectionMethods {
  /** Fits principal components. @returns share of the variance along each, 0..1. */
  fit(argument: { readonly rows: Float32Array; readonly count: number; readonly components: number }): readonly number[];
  /** Keeps items as the components show them. @param argument.rows [keys, D] */
  project(argument: { readonly keys: Uint32Array; readonly rows: Float32Array }): void;
  /** Lays out the items of these keys. @param argument.progress [2], shared: steps done and in all. @returns an axis each, [keys] */
  layOut(argument: { readonly keys: Uint32Array; readonly plan: ProjectionPlan; readonly progress: Int32Array }): readonly Float32Array[];
}

let fitted: PrincipalComponents | undefined;
const projected = new Map<number, Float32Array>();

serveCalls<ProjectionMethods>({
  fit: ({ rows, count, components }) => {
    fitted = principalComponents(rows, count, components);
    return [...fitted.shares];
  },
  project: ({ keys, rows }) => {
    const { mean, components } = fitted!;
    const width = mean.length;
    const axes = components.length / width;
    keys.forEach((key, row) => {
      const own = new Float32Array(axes);
      for (let axis = 0; axis < axes; axis++) {
        let along = 0;
        for (let i = 0; i < width; i++) along += (rows[row * width + i]! - mean[i]!) * components[axis * width + i]!;
        own[axis] = along;
      }
      projected.set(key, own);
    });
  },
  layOut: ({ keys, plan, progress }) => {
    const width = fitted!.components.length / fitted!.mean.length;
    const rows = new Float32Array(keys.length * width);
    keys.forEach((key, at) => rows.set(projected.get(key)!, at * width));
    const tell = (done: number, total: number): void => {
      Atomics.store(progress, 1, total);
      Atomics.store(progress, 0, done);
    };
    const points = pointsOf(rows, keys.length, plan, tell);
    const found = points.length / keys.length;
    const axes = Array.from({ length: plan.dimensions }, (_, axis) =>
      Float32Array.from(keys, (_key, at) => (axis < found ? points[at * found + axis]! : 0)),
    );
    return new Transferred(
      axes,
      axes.map((axis) => axis.buffer),
    );
  },
});

function pointsOf(rows: Float32Array, count: number, plan: ProjectionPlan, tell: (done: number, total: number) => void): ArrayLike<number> {
  const { seed, dimensions } = plan;
  if (plan.method === 'pca') return rows;
  if (plan.method === 'tsne') return tsne(rows, count, { seed, perplexity: plan.perplexity, onIteration: tell }).points;
  return umap(rows, count, { seed, dimensions, neighbours: plan.neighbours, minDistance: plan.minDistance, onEpoch: tell });
}
