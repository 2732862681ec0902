import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { ServerError } from '../domain/errors.js';
import { RUN_ID } from '../domain/input-rules.js';
import type { RunDescription, RunSummary } from '../http/app-services.js';
import { readEvents } from './metrics-log.js';

type Fields = Record<string, unknown>;

/** A run that reports nothing for so long is not running any more, whatever its log says. */
const STALLED_AFTER_MS = 15 * 60_000;
const HEAD_BYTES = 64 * 1024;
const TAIL_BYTES = 256 * 1024;
const MOST_LISTED = 1000;

/** Trainings as they lie in a folder: `<id>/{config.json,metrics.jsonl,result.json}`, written by others, perhaps at this moment. */
export class RunCatalogue {
  readonly #folder: string;
  readonly #now: () => number;

  constructor(folder: string, now: () => number = Date.now) {
    this.#folder = folder;
    this.#now = now;
  }

  /** Newest first. */
  async list(): Promise<RunSummary[]> {
    const entries = await readdir(this.#folder, { withFileTypes: true }).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    });
    const runs: RunSummary[] = [];
    for (const entry of entries) {
      if (!entry.isDirectory() || !RUN_ID.test(entry.name)) continue;
      const found = await this.#read(entry.name);
      if (found) runs.push(found.summary);
    }
    const begun = (run: RunSummary): string => run.startedAt ?? run.updatedAt;
    return runs.sort((a, b) => begun(b).localeCompare(begun(a)) || b.id.localeCompare(a.id)).slice(0, MOST_LISTED);
  }

  /** @throws ServerError RUN_NOT_FOUND. */
  async get(id: string): Promise<RunDescription> {
    const found = RUN_ID.test(id) ? await this.#read(id) : undefined;
    if (!found) throw new ServerError('RUN_NOT_FOUND', `there is no run '${id}'; GET /v1/runs lists them`);
    return { ...found.summary, config: found.config ?? {} };
  }

  /** Its metrics.jsonl, which may not exist yet. @throws ServerError RUN_NOT_FOUND. */
  async metricsFile(id: string): Promise<string> {
    await this.get(id);
    return path.join(this.#folder, id, 'metrics.jsonl');
  }

  async #read(id: string): Promise<{ summary: RunSummary; config: Fields | undefined } | undefined> {
    const folder = path.join(this.#folder, id);
    const log = path.join(folder, 'metrics.jsonl');
    const [config, result, modified] = await Promise.all([
      readObject(path.join(folder, 'config.json')),
      readObject(path.join(folder, 'result.json')),
      modifiedAt(log, path.join(folder, 'config.json')),
    ]);
    if (modified === undefined) return undefined;
    // The start of a log says what the run is, its end how far it is; what lies between need not be read.
    const head = await readEvents(log, 0, HEAD_BYTES);
    const tail = head.size > HEAD_BYTES ? await readEvents(log, Math.max(head.nextOffset, head.size - TAIL_BYTES), TAIL_BYTES) : head;
    const start = head.events.find(({ event }) => event.type === 'start')?.event;
    const last = tail.events.at(-1)?.event;
    const epoch = tail.events.findLast(({ event }) => event.type === 'epoch')?.event;
    const status = result
      ? 'finished'
      : last?.type === 'stopped' || last?.type === 'failed'
        ? 'stopped'
        : this.#now() - modified > STALLED_AFTER_MS
          ? 'stalled'
          : 'running';
    const summary: RunSummary = { id, status, updatedAt: new Date(modified).toISOString() };
    const startedAt = head.events[0]?.event['time'];
    if (typeof startedAt === 'string' && !Number.isNaN(Date.parse(startedAt))) summary.startedAt = new Date(startedAt).toISOString();
    for (const field of ['recipe', 'data', 'backend', 'precision'] as const) {
      const value = [start?.[field], result?.[field], config?.[field]].find((candidate) => typeof candidate === 'string');
      if (value !== undefined) summary[field] = value;
    }
    setCount(summary, 'epoch', epoch?.['epoch']);
    setCount(summary, 'epochs', epoch?.['epochs'] ?? start?.['stage1Epochs']);
    if (status === 'running') setCount(summary, 'etaSeconds', epoch?.['etaSeconds']);
    if (result) summary.result = result;
    return { summary, config };
  }
}

function setCount(summary: RunSummary, field: 'epoch' | 'epochs' | 'etaSeconds', value: unknown): void {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) summary[field] = value;
}

/** Undefined if there is none or it is only half written. */
async function readObject(file: string): Promise<Fields | undefined> {
  try {
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
    if (found) return Math.round(found.mtimeMs);
  }
  return undefined;
}
