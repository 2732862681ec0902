import { join } from 'node:path';
import { epochsOf, readRunEvents, readRunFolder, type RunOwner, type RunState } from '@supcon/core/run';
import { runsFolder } from '../home.js';
import { listRuns } from '../run/run-folder.js';

/** One run as a table shows it. Made also of runs of other versions, whose settings cannot be read any more. */
export interface RunRow {
  readonly id: string;
  readonly recipe: string | undefined;
  readonly data: string | undefined;
  readonly seed: number | undefined;
  readonly state: RunState;
  /** What a failed run ended with. */
  readonly error: { readonly code: string; readonly message: string } | undefined;
  /** Who trains it, or holds it without a sign. */
  readonly owner: Pick<RunOwner, 'host' | 'pid' | 'since'> | undefined;
  /** Finished epochs of stage 1, of all. */
  readonly epoch: number;
  readonly epochs: number | undefined;
  /** 5-NN on validation at the last look, 0..1. */
  readonly knn: number | undefined;
  /** On the test split, 0..1; undefined until the run has finished. */
  readonly testLinear: number | undefined;
  readonly testKnn: number | undefined;
  /** Of training and evaluation; until the run has finished, from its first to its last event. */
  readonly seconds: number | undefined;
}

/** All runs, oldest first. @param now milliseconds since 1970. */
export async function describeRuns(home: string, now: number): Promise<RunRow[]> {
  return Promise.all((await listRuns(home)).map((id) => describeRun(home, id, now)));
}

/** One run. @param now milliseconds since 1970. */
export async function describeRun(home: string, id: string, now: number): Promise<RunRow> {
  const folder = join(runsFolder(home), id);
  const content = await readRunFolder(folder, now);
  const { config = {}, result = {}, start, owner } = content ?? {};
  const epochs = epochsOf(await readRunEvents(folder));
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
  const test = (result['test'] ?? {}) as Record<string, unknown>;
  const span = (Date.parse(content?.lastEventAt ?? '') - Date.parse(content?.startedAt ?? '')) / 1000;
  return {
    id,
    recipe: text(config['recipeName']) ?? start?.recipe,
    data: text((config['data'] as Record<string, unknown> | undefined)?.['name']) ?? start?.data,
    seed: number(config['seed']) ?? start?.seed,
    // A folder without a run in it is one that its process did not come to write.
    state: content?.state ?? 'stopped',
    error: content?.error,
    owner: owner && { host: owner.owner.host, pid: owner.owner.pid, since: owner.owner.since },
    epoch: epochs.at(-1)?.epoch ?? 0,
    epochs: start?.stage1Epochs,
    knn: epochs.findLast(({ knn }) => knn !== undefined)?.knn,
    testLinear: number(test['linear']),
    testKnn: number(test['knn']),
    seconds: number(result['seconds']) ?? (Number.isFinite(span) ? span : undefined),
  };
}
