import { open, readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { ServerError } from '../errors.js';
import type { components } from '../generated/api.js';

type RunEvent = components['schemas']['RunEvent'];
type RunSummary = components['schemas']['RunSummary'];
type Run = components['schemas']['Run'];
type RunResult = components['schemas']['RunResult'];

/** At most this much of a log is read at once. */
const CHUNK_BYTES = 1024 * 1024;
/** A run that reports nothing for so long is not running any more, whatever its log says. */
const STALLED_AFTER_MS = 15 * 60 * 1000;
const MAX_LISTED = 1000;
const RUN_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

export interface LogLine {
  readonly event: RunEvent;
  /** The line as it was written. */
  readonly json: string;
  /** Byte offset behind the line. */
  readonly nextOffset: number;
}

/** Reads `runs/<id>/{config.json,metrics.jsonl,result.json}`, which a training writes while we look. */
export class RunFolder {
  readonly #folder: string;
  readonly #now: () => number;
  /** What a log said at a size: logs only grow, so an unchanged size is an unchanged log. */
  readonly #summaries = new Map<string, { readonly size: number; readonly finished: boolean; readonly summary: RunSummary }>();

  constructor(folder: string, now: () => number = Date.now) {
    this.#folder = folder;
    this.#now = now;
  }

  /** Newest first, at most 1000. */
  async list(): Promise<RunSummary[]> {
    const entries = await readdir(this.#folder, { withFileTypes: true }).catch(ignoreMissing([]));
    const ids = entries.filter((entry) => entry.isDirectory() && RUN_ID.test(entry.name)).map((entry) => entry.name);
    const summaries: RunSummary[] = [];
    for (const id of ids) {
      const summary = await this.#summary(id);
      if (summary) summaries.push(summary);
    }
    const age = (run: RunSummary): string => run.startedAt ?? run.updatedAt;
    return summaries.sort((a, b) => age(b).localeCompare(age(a)) || b.id.localeCompare(a.id)).slice(0, MAX_LISTED);
  }

  async get(id: string): Promise<Run> {
    const summary = await this.#require(id);
    const config = await this.#json(id, 'config.json');
    return { ...summary, config: isRecord(config) ? config : {} };
  }

  /** Whole lines behind an offset, at most 1 MiB. A line that is still being written is left for the next time; one that is not JSON is passed over. */
  async lines(id: string, offset: number): Promise<{ lines: LogLine[]; nextOffset: number }> {
    await this.#require(id);
    return this.#lines(id, offset);
  }

  async ended(id: string): Promise<boolean> {
    return (await this.#require(id)).status !== 'running';
  }

  async #lines(id: string, offset: number): Promise<{ lines: LogLine[]; nextOffset: number }> {
    const handle = await open(path.join(this.#folder, id, 'metrics.jsonl'), 'r').catch(ignoreMissing(undefined));
    if (!handle) return { lines: [], nextOffset: offset };
    try {
      const { size } = await handle.stat();
      const buffer = Buffer.alloc(Math.max(0, Math.min(CHUNK_BYTES, size - offset)));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, offset);
      return splitLines(buffer.subarray(0, bytesRead), offset);
    } finally {
      await handle.close();
    }
  }

  async #require(id: string): Promise<RunSummary> {
    const summary = RUN_ID.test(id) ? await this.#summary(id) : undefined;
    if (!summary) throw new ServerError('RUN_NOT_FOUND', `there is no training '${id}'; GET /v1/runs lists those that are there`);
    return summary;
  }

  async #summary(id: string): Promise<RunSummary | undefined> {
    const folder = path.join(this.#folder, id);
    const about = await stat(folder).catch(ignoreMissing(undefined));
    if (!about?.isDirectory()) return undefined;
    const log = await stat(path.join(folder, 'metrics.jsonl')).catch(ignoreMissing(undefined));
    const result = await this.#json(id, 'result.json');
    const cached = this.#summaries.get(id);
    const finished = isRecord(result);
    if (cached && log && cached.size === log.size && cached.finished === finished) return this.#withStatus(cached.summary, log.mtimeMs);
    const { lines } = await this.#everything(id);
    const modified = log?.mtimeMs ?? about.mtimeMs;
    const summary = summarise(id, lines, finished ? result : undefined, modified);
    if (log) this.#summaries.set(id, { size: log.size, finished, summary });
    return this.#withStatus(summary, modified);
  }

  async #everything(id: string): Promise<{ lines: LogLine[] }> {
    const all: LogLine[] = [];
    for (let offset = 0; ; ) {
      const { lines, nextOffset } = await this.#lines(id, offset);
      if (nextOffset === offset) return { lines: all };
      all.push(...lines);
      offset = nextOffset;
    }
  }

  #withStatus(summary: RunSummary, modified: number): RunSummary {
    if (summary.status !== 'running' || this.#now() - modified < STALLED_AFTER_MS) return summary;
    const { etaSeconds: _, ...rest } = summary;
    return { ...rest, status: 'stalled' };
  }

  async #json(id: string, name: string): Promise<unknown> {
    const text = await readFile(path.join(this.#folder, id, name), 'utf8').catch(ignoreMissing(undefined));
    return text === undefined ? undefined : parse(text);
  }
}

function splitLines(buffer: Buffer, start: number): { lines: LogLine[]; nextOffset: number } {
  const lines: LogLine[] = [];
  let from = 0;
  for (let end = buffer.indexOf(10); end >= 0; from = end + 1, end = buffer.indexOf(10, from)) {
    const json = buffer.toString('utf8', from, end).trim();
    const event = parse(json);
    if (isRecord(event) && typeof event['type'] === 'string') lines.push({ event: event as RunEvent, json, nextOffset: start + end + 1 });
  }
  // A single line longer than a chunk would never end: it is passed over piece by piece.
  if (from === 0 && buffer.length === CHUNK_BYTES) from = buffer.length;
  return { lines, nextOffset: start + from };
}

function summarise(id: string, lines: readonly LogLine[], result: Record<string, unknown> | undefined, modified: number): RunSummary {
  const events = lines.map((line) => line.event);
  const start = events.find((event) => event.type === 'start');
  const epoch = events.findLast((event) => event.type === 'epoch');
  const last = events.at(-1);
  const logged = events.findLast((event) => event.type === 'result');
  const status = result || logged ? 'finished' : last?.type === 'stopped' ? 'stopped' : 'running';
  const described = (result ?? logged) as RunResult | undefined;
  return {
    id,
    status,
    ...pick('recipe', start?.['recipe'], isText),
    ...pick('data', start?.['data'], isText),
    ...pick('backend', start?.['backend'], isText),
    ...pick('precision', start?.['precision'], isText),
    ...pick('startedAt', start?.time, isText),
    updatedAt: last?.time ?? new Date(modified).toISOString(),
    ...pick('epoch', epoch?.epoch, isNumber),
    ...pick('epochs', epoch?.epochs ?? start?.['stage1Epochs'], isNumber),
    ...(status === 'running' ? pick('etaSeconds', epoch?.etaSeconds, isNumber) : {}),
    ...(described ? { result: described } : {}),
  };
}

function pick<K extends string, T>(key: K, value: unknown, is: (value: unknown) => value is T): Partial<Record<K, T>> {
  const picked: Partial<Record<K, T>> = {};
  if (is(value)) picked[key] = value;
  return picked;
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function ignoreMissing<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return instead;
    throw error;
  };
}
