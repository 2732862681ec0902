import type { Collection, Model, RunSummary } from '@supcon/sdk';

/** Where a model comes from, and what depends on it. */
export interface ModelLineage {
  /** The training that it was frozen from; undefined where that is not on this machine. */
  readonly run: RunSummary | undefined;
  /** The model that it was made of in 8 bits. */
  readonly of: { readonly name: string; readonly version: number } | undefined;
  /** Models in 8 bits that were made of it. */
  readonly copies: readonly Model[];
  /** Collections that hold vectors of it. */
  readonly collections: readonly Collection[];
}

/** Puts together what a server says of runs, models and collections. */
export function modelLineage(
  model: Model,
  {
    models,
    runs,
    collections,
  }: { readonly models: readonly Model[]; readonly runs: readonly RunSummary[]; readonly collections: readonly Collection[] },
): ModelLineage {
  const of = model.quantization?.of;
  const source = of === undefined ? model : models.find((other) => isSame(other, of));
  return {
    run: source && runOf(source, runs),
    of,
    copies: models.filter(({ quantization }) => quantization !== undefined && isSame(quantization.of, model)),
    collections: collections.filter((collection) => isSame(collection.model, model)),
  };
}

/** A run and what it froze say the same of its test pictures, to the last digit. Where the same was trained twice, the later one before the freezing is it. */
function runOf({ metrics, recipe, createdAt }: Model, runs: readonly RunSummary[]): RunSummary | undefined {
  const test = figures(metrics['test']);
  if (test === undefined) return undefined;
  return runs
    .filter((run) => run.recipe === recipe && figures(run.result?.test) === test)
    .filter(({ startedAt }) => startedAt === undefined || startedAt <= createdAt)
    .sort((a, b) => (b.startedAt ?? '').localeCompare(a.startedAt ?? ''))[0];
}

function figures(test: unknown): string | undefined {
  if (typeof test !== 'object' || test === null) return undefined;
  const { linear, knn } = test as Record<string, unknown>;
  return typeof linear === 'number' ? `${linear} ${String(knn)}` : undefined;
}

function isSame(a: { readonly name: string; readonly version: number }, b: { readonly name: string; readonly version: number }): boolean {
  return a.name === b.name && a.version === b.version;
}
