import { Worker } from 'node:worker_threads';
import { beat } from './beat.js';
import { BEAT_EVERY_MS } from './run-state.js';

/** What the beating thread is given. */
export interface HeartbeatTask {
  readonly file: string;
  readonly id: string;
  readonly everyMs: number;
  readonly hungAfterMs: number;
  /** [1], shared: grows while the main thread turns. */
  readonly turns: Int32Array;
}

/** A main thread that has not turned for so long hangs: no single operation of a training takes an hour. */
const HUNG_AFTER_MS = 60 * 60_000;

/** Beats for an owner, from a thread of its own: native operations and the fit of a classifier hold the main thread for minutes. A process that is paused does not
 * beat, because all of its threads are. Keeps no process alive.
 * @param options for tests. @returns ends it. */
export function startHeartbeat(
  file: string,
  id: string,
  options: { readonly everyMs?: number; readonly hungAfterMs?: number; readonly url?: URL } = {},
): () => void {
  const { everyMs = BEAT_EVERY_MS, hungAfterMs = HUNG_AFTER_MS, url = workerUrl(import.meta.url) } = options;
  const turns = new Int32Array(new SharedArrayBuffer(4));
  let timer = setInterval(() => Atomics.add(turns, 0, 1), everyMs).unref();
  const workerData: HeartbeatTask = { file, id, everyMs, hungAfterMs, turns };
  // Without the flags of this process: its import conditions may point at TypeScript sources, which a thread cannot load.
  const worker = new Worker(url, { name: 'heartbeat', execArgv: [], workerData });
  worker.unref();
  let ended = false;
  worker.on('error', () => {
    if (ended) return;
    // No thread to be had: the main thread beats whenever it turns.
    clearInterval(timer);
    timer = setInterval(() => beat(file, id), everyMs).unref();
  });
  return () => {
    ended = true;
    clearInterval(timer);
    void worker.terminate();
  };
}

/** Beside the caller in `dist`, in `dist` for a caller that runs from TypeScript sources (tests). */
function workerUrl(caller: string): URL {
  return new URL(caller.endsWith('.ts') ? '../../dist/run/heartbeat-worker.js' : './heartbeat-worker.js', caller);
}
