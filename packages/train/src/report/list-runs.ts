import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { runsFolder } from '../home.js';
import { listRuns } from '../run/run-folder.js';
import { epochsOf, readEvents } from './read-metrics.js';

/** `running`: heard of within the last 15 minutes. `stopped`: asked to stop or silent for longer; `supcon train --resume` goes on with it.
 * `failed`: it said so. */
export type RunState = 'running' | 'stopped' | 'finished' | 'failed';

/** One run as a table shows it. Made also of runs of other versions, whose settings cannot be read any more. */
export interface RunRow {
  readonly id: string;
  readonly recipe: string | undefined;
  readonly data: string | undefined;
  readonly seed: number | undefined;
  readonly state: RunState;
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

/** As the server has it: a run that is silent for so long is not running any more. */
const SILENT_MS = 15 * 60_000;

/** All runs, oldest first. @param now milliseconds since 1970. */
export async function describeRuns(home: string, now: number): Promise<RunRow[]> {
  return Promise.all((await listRuns(home)).map((id) => describeRun(home, id, now)));
}

export async function describeRun(home: string, id: string, now: number): Promise<RunRow> {
  const folder = join(runsFolder(home), id);
  const [config, result, events] = await Promise.all([
    readObject(join(folder, 'config.json')),
    readObject(join(folder, 'result.json')),
    readEvents(folder),
  ]);
  const start = events.find(({ type }) => type === 'start');
  const epochs = epochsOf(events);
  const last = events.at(-1);
  const heard = await lastChange(join(folder, 'metrics.jsonl'), join(folder, 'config.json'));
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
  const test = (result['test'] ?? {}) as Record<string, unknown>;
  const span = (Date.parse(String(last?.['time'])) - Date.parse(String(events[0]?.['time']))) / 1000;
  return {
    id,
    recipe: text(config['recipeName']) ?? text(start?.['recipe']),
    data: text((config['data'] as Record<string, unknown> | undefined)?.['name']) ?? text(start?.['data']),
    seed: number(config['seed']) ?? number(start?.['seed']),
    state:
      'test' in result
        ? 'finished'
        : last?.type === 'failed'
          ? 'failed'
          : last?.type === 'stopped' || now - heard > SILENT_MS
            ? 'stopped'
            : 'running',
    epoch: epochs.at(-1)?.epoch ?? 0,
    epochs: number(start?.['stage1Epochs']),
    knn: epochs.findLast(({ knn }) => knn !== undefined)?.knn,
    testLinear: number(test['linear']),
    testKnn: number(test['knn']),
    seconds: number(result['seconds']) ?? (Number.isFinite(span) ? span : undefined),
  };
}

/** Empty where there is none or it cannot be read. */
async function readObject(path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

async function lastChange(...paths: readonly string[]): Promise<number> {
  const times = await Promise.all(
    paths.map((path) =>
      stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    ),
  );
  return Math.max(...times);
}
