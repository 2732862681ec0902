import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { readOwner, type FoundOwner } from './owner-file.js';
import { readLogPart } from './read-log.js';
import type { RunEventOf } from './run-event.js';
import { RUN_FILES } from './run-files.js';
import { runState, type RunState } from './run-state.js';

type Fields = Readonly<Record<string, unknown>>;

/** A run as its folder tells it, written by any version, perhaps at this moment. */
export interface RunFolderContent {
  readonly state: RunState;
  /** What a failed run ended with. */
  readonly error: { readonly code: string; readonly message: string } | undefined;
  /** Who trains it, or holds it without a sign; undefined in every other state. */
  readonly owner: FoundOwner | undefined;
  /** `config.json` and `result.json`; undefined where there is none or it is only half written. */
  readonly config: Fields | undefined;
  readonly result: Fields | undefined;
  /** Of the first event, ISO 8601. */
  readonly startedAt: string | undefined;
  /** Of the last event, ISO 8601. */
  readonly lastEventAt: string | undefined;
  /** When it last reported something, in milliseconds since 1970. */
  readonly updatedAt: number;
  readonly start: RunEventOf<'start'> | undefined;
  /** The last epoch that ended. */
  readonly epoch: RunEventOf<'epoch'> | undefined;
}

const HEAD_BYTES = 64 * 1024;
const TAIL_BYTES = 256 * 1024;

/** What a run is and how far it is, from at most some hundred kilobytes of its log.
 * @param now milliseconds since 1970. @returns undefined where no run lies. */
export async function readRunFolder(folder: string, now: number): Promise<RunFolderContent | undefined> {
  const fileOf = (name: keyof typeof RUN_FILES): string => path.join(folder, RUN_FILES[name]);
  const [config, result, updatedAt] = await Promise.all([
    readObject(fileOf('config')),
    readObject(fileOf('result')),
    modifiedAt(fileOf('log'), fileOf('config')),
  ]);
  if (updatedAt === undefined) return undefined;
  // Asked before the log: who ends in between has written its last event first.
  const owner = readOwner(fileOf('owner'), now);
  // The start of a log says what the run is, its end how far it is; what lies between need not be read.
  const head = await readLogPart(fileOf('log'), 0, HEAD_BYTES);
  const tail =
    head.size > HEAD_BYTES ? await readLogPart(fileOf('log'), Math.max(head.nextOffset, head.size - TAIL_BYTES), TAIL_BYTES) : head;
  const events = [...(tail === head ? [] : head.events), ...tail.events].map(({ event }) => event);
  const last = events.findLast(({ type }) => type !== 'unknown');
  const state = runState(
    {
      finished: result !== undefined,
      last,
      owner: owner && { since: owner.owner.since, life: owner.life, beatAt: owner.beatAt },
      wasOwned: events.some((event) => event.type === 'start' && event.owner !== undefined),
      loggedAt: updatedAt,
    },
    now,
  );
  return {
    state,
    error:
      state === 'failed' && last?.type === 'failed'
        ? { code: last.code ?? 'UNEXPECTED', message: last.message ?? 'the run says no more than that' }
        : undefined,
    owner: state === 'running' || state === 'stalled' ? owner : undefined,
    config,
    result,
    startedAt: events[0]?.time,
    lastEventAt: events.at(-1)?.time,
    updatedAt,
    start: events.find((event) => event.type === 'start'),
    epoch: events.findLast((event) => event.type === 'epoch'),
  };
}

async function readObject(file: string): Promise<Fields | undefined> {
  try {
    // A pipe would be waited for without end.
    if (!(await stat(file)).isFile()) return undefined;
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}

/** Of the first of these files that exists, milliseconds since 1970. */
async function modifiedAt(...files: readonly string[]): Promise<number | undefined> {
  for (const file of files) {
    const found = await stat(file).catch(() => undefined);
    if (found?.isFile() === true) return Math.round(found.mtimeMs);
  }
  return undefined;
}
