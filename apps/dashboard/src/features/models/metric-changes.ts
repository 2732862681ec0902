import type { Model } from '@supcon/sdk';
import { modelScores } from '../../entities/model/model-scores.js';

/** A figure of a model beside that of the one that serves. */
export interface MetricChange {
  readonly name: string;
  /** Shares 0..1; undefined where it was not measured. */
  readonly before: number | undefined;
  readonly after: number | undefined;
}

/** What changes when another model serves, as far as both were measured. Each was measured on test pictures of its own training. */
export function metricChanges(before: Model | undefined, after: Model): readonly MetricChange[] {
  const [old, next] = [before && modelScores(before), modelScores(after)];
  return [
    { name: 'Linear classifier', before: old?.linear, after: next.linear },
    { name: '5 nearest neighbours', before: old?.knn, after: next.knn },
  ];
}

/** Classes that only one of the two knows. */
export function classChanges(
  before: Model | undefined,
  after: Model,
): { readonly gained: readonly string[]; readonly lost: readonly string[] } {
  const old = new Set(before?.labels);
  const next = new Set(after.labels);
  return {
    gained: after.labels.filter((label) => !old.has(label)),
    lost: (before?.labels ?? []).filter((label) => !next.has(label)),
  };
}

/** A difference of two shares in percentage points: `+1.2`, `−0.4`. */
export function formatPoints(before: number | undefined, after: number | undefined): string {
  if (before === undefined || after === undefined) return '–';
  const points = 100 * (after - before);
  const digits = Math.abs(points).toFixed(1);
  return digits === '0.0' ? '±0.0' : `${points > 0 ? '+' : '−'}${digits}`;
}
