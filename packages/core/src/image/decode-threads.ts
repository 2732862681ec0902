import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { SquareOptions } from './decode-jpeg.js';
import type { DecodeJob, DecodeResult } from './decode-worker.js';

/** What a thread made of a picture. */
export type ThreadResult = Pick<DecodeResult, 'decoded' | 'bytes'>;

/** Threads that decode the usual JPEG. */
export interface DecodeThreads {
  /** @param source bytes, which are copied, or the path of a file. @returns neither pixels nor bytes where the source is for another decoder.
   * @throws Error with the system's `code` where the file cannot be read. */
  decode(source: Uint8Array | string, options: SquareOptions): Promise<ThreadResult>;
  /** Why all pictures go to the other decoder; undefined while they do not, as far as is known. */
  readonly trouble: string | undefined;
}

interface Waiting {
  readonly job: DecodeJob;
  readonly resolve: (result: ThreadResult) => void;
  readonly reject: (reason: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  readonly open: Map<number, Waiting>;
}

/** A message costs about as much as a tenth of a small photo: pictures travel together where many wait. */
const MOST_IN_MESSAGE = 8;

/** A thread that has its next pictures at hand does not wait for the main thread. */
const MOST_OPEN = 2 * MOST_IN_MESSAGE;

/** Threads that may die before pictures go to the other decoder for good. */
const MOST_DEATHS = 3;

let shared: DecodeThreads | undefined;

/** The threads of this process, a core each and at most 8; started with the first picture. They keep no process alive. */
export function decodeThreads(): DecodeThreads {
  shared ??= startDecodeThreads(Math.min(8, availableParallelism()));
  return shared;
}

/** @param count of threads. @param url of their program. */
export function startDecodeThreads(count: number, url: URL = workerUrl(import.meta.url)): DecodeThreads {
  const threads: Thread[] = [];
  const queue: Waiting[] = [];
  let nextId = 0;
  let deaths = 0;
  let flushing = false;
  let trouble: string | undefined;
  let lastWords: string | undefined;

  const end = (thread: Thread): void => {
    const index = threads.indexOf(thread);
    if (index < 0) return;
    threads.splice(index, 1);
    deaths++;
    if (deaths >= MOST_DEATHS) trouble ??= `its threads ended ${deaths} times${lastWords === undefined ? '' : `, last with: ${lastWords}`}`;
    // Which of its pictures it died of is not known: all of them go to the other decoder.
    for (const { resolve } of thread.open.values()) resolve({});
    flush();
  };
  const start = (): Thread => {
    // Without the flags of this process: its import conditions may point at TypeScript sources, which a thread cannot load.
    const worker = new Worker(url, { name: 'decode', execArgv: [] });
    const thread: Thread = { worker, open: new Map() };
    worker.unref();
    worker.on('message', (results: readonly DecodeResult[]) => {
      for (const result of results) {
        trouble ??= result.unavailable;
        settle(thread, result);
      }
      if (thread.open.size === 0) worker.unref();
      flush();
    });
    worker.on('error', (error) => {
      lastWords = error instanceof Error ? error.message : String(error);
      end(thread);
    });
    worker.on('exit', () => end(thread));
    threads.push(thread);
    return thread;
  };
  const flush = (): void => {
    while (queue.length > 0) {
      if (threads.length === 0 && deaths >= MOST_DEATHS) {
        for (const { resolve } of queue.splice(0)) resolve({});
        return;
      }
      const idle = threads.find(({ open }) => open.size === 0);
      const thread =
        idle ?? (threads.length < count && deaths < MOST_DEATHS ? start() : threads.reduce((a, b) => (b.open.size < a.open.size ? b : a)));
      const room = MOST_OPEN - thread.open.size;
      if (room <= 0) return;
      const share = Math.min(room, MOST_IN_MESSAGE, Math.ceil(queue.length / count));
      const jobs = queue.splice(0, share);
      if (thread.open.size === 0) thread.worker.ref();
      for (const waiting of jobs) thread.open.set(waiting.job.id, waiting);
      thread.worker.postMessage(
        jobs.map(({ job }) => job),
        jobs.flatMap(({ job: { source } }) => (typeof source === 'string' ? [] : [source.buffer])),
      );
    }
  };

  return {
    get trouble() {
      return trouble;
    },
    decode: (source, options) => {
      // A copy moves to the thread; a view would take along all of the memory that it is a part of.
      const own = typeof source === 'string' ? source : new Uint8Array(source);
      return new Promise((resolve, reject) => {
        queue.push({ job: { id: nextId++, source: own, ...options }, resolve, reject });
        if (flushing) return;
        flushing = true;
        // Whatever is handed in at once travels together.
        queueMicrotask(() => {
          flushing = false;
          flush();
        });
      });
    },
  };
}

function settle({ open }: Thread, { id, error, unavailable: _, ...result }: DecodeResult): void {
  const waiting = open.get(id);
  open.delete(id);
  if (error) waiting?.reject(Object.assign(new Error(error.message), error.code === undefined ? {} : { code: error.code }));
  else waiting?.resolve(result);
}

/** Beside the caller in `dist`, in `dist` for a caller that runs from TypeScript sources (tests). */
function workerUrl(caller: string): URL {
  return new URL(caller.endsWith('.ts') ? '../../dist/image/decode-worker.js' : './decode-worker.js', caller);
}
