import { setTimeout as sleep } from 'node:timers/promises';
import type { components } from '../generated/api.js';
import { RunFolder } from './run-folder.js';

type RunSummary = components['schemas']['RunSummary'];
type Run = components['schemas']['Run'];
type RunMetrics = components['schemas']['RunMetrics'];

const POLL_MS = 500;

/** Trainings as their files under `runs/` tell them. */
export class FolderRuns {
  readonly #runs: RunFolder;

  constructor(folder: string, now: () => number = Date.now) {
    this.#runs = new RunFolder(folder, now);
  }

  list(): Promise<RunSummary[]> {
    return this.#runs.list();
  }

  get(id: string): Promise<Run> {
    return this.#runs.get(id);
  }

  async metrics(id: string, offset: number): Promise<RunMetrics> {
    const { lines, nextOffset } = await this.#runs.lines(id, offset);
    return { events: lines.map((line) => line.event), nextOffset };
  }

  /** Events behind a byte offset until the run has ended or the signal aborts. A log cannot tell us that it grew on every file system, so it is
   * looked at twice a second. */
  async *follow(id: string, offset: number, signal: AbortSignal): AsyncGenerator<{ json: string; nextOffset: number }> {
    for (let position = offset; !signal.aborted; ) {
      // Asked first: what is written between the two questions is still read.
      const ended = await this.#runs.ended(id);
      const { lines, nextOffset } = await this.#runs.lines(id, position);
      for (const { json, nextOffset: behind } of lines) {
        if (signal.aborted) return;
        yield { json, nextOffset: behind };
      }
      if (nextOffset !== position) position = nextOffset;
      else if (ended) return;
      else await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async endedAt(id: string, offset: number): Promise<boolean> {
    if (!(await this.#runs.ended(id))) return false;
    const { nextOffset } = await this.#runs.lines(id, offset);
    return nextOffset === offset;
  }
}
