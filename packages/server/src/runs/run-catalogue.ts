import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { readRunFolder, RUN_FILES, type RunFolderContent } from '@supcon/core/run';
import { ServerError } from '../domain/errors.js';
import { RUN_ID } from '../domain/input-rules.js';
import type { RunDescription, RunSummary } from './runs.js';

const MOST_LISTED = 1000;

/** Trainings as they lie in a folder, `<id>/`, written by others, perhaps at this moment. */
export class RunCatalogue {
  readonly #folder: string;
  readonly #now: () => number;

  /** @param now milliseconds since 1970. */
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
      const content = await this.#read(entry.name);
      if (content) runs.push(summaryOf(entry.name, content));
    }
    const begun = (run: RunSummary): string => run.startedAt ?? run.updatedAt;
    return runs.sort((a, b) => begun(b).localeCompare(begun(a)) || b.id.localeCompare(a.id)).slice(0, MOST_LISTED);
  }

  /** @throws ServerError RUN_NOT_FOUND. */
  async get(id: string): Promise<RunDescription> {
    const content = RUN_ID.test(id) ? await this.#read(id) : undefined;
    if (!content) throw new ServerError('RUN_NOT_FOUND', `there is no run '${id}'; GET /v1/runs lists them`);
    return { ...summaryOf(id, content), config: content.config ?? {} };
  }

  /** Its log, which may not exist yet. @throws ServerError RUN_NOT_FOUND. */
  async logFile(id: string): Promise<string> {
    return path.join(await this.folderOf(id), RUN_FILES.log);
  }

  /** @throws ServerError RUN_NOT_FOUND. */
  async folderOf(id: string): Promise<string> {
    await this.get(id);
    return path.join(this.#folder, id);
  }

  async #read(id: string): Promise<RunFolderContent | undefined> {
    const folder = path.join(this.#folder, id);
    // A link leads to what somebody else may have put there, also from outside of the home.
    const found = await lstat(folder).catch(() => undefined);
    return found?.isDirectory() === true ? readRunFolder(folder, this.#now()) : undefined;
  }
}

function summaryOf(id: string, content: RunFolderContent): RunSummary {
  const { state, error, owner, start, epoch, result, config } = content;
  const named = (field: 'recipe' | 'data' | 'backend' | 'precision') => {
    const value = [start?.[field], result?.[field], config?.[field]].find((candidate) => typeof candidate === 'string');
    return value === undefined ? {} : { [field]: value };
  };
  return {
    id,
    status: state,
    updatedAt: new Date(content.updatedAt).toISOString(),
    ...(content.startedAt === undefined ? {} : { startedAt: new Date(content.startedAt).toISOString() }),
    ...named('recipe'),
    ...named('data'),
    ...named('backend'),
    ...named('precision'),
    ...count('epoch', epoch?.epoch),
    ...count('epochs', epoch?.epochs ?? start?.stage1Epochs),
    ...(state === 'running' ? count('etaSeconds', epoch?.etaSeconds) : {}),
    ...(error ? { error } : {}),
    ...(owner ? { owner: { host: owner.owner.host, pid: owner.owner.pid, since: owner.owner.since } } : {}),
    ...(result ? { result } : {}),
  };
}

function count(field: 'epoch' | 'epochs' | 'etaSeconds', value: number | undefined): Partial<RunSummary> {
  return value !== undefined && value >= 0 ? { [field]: value } : {};
}
