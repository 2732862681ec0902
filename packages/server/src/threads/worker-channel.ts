import { Worker } from 'node:worker_threads';
import { isServerErrorCode, ServerError } from '../domain/errors.js';

/** What a worker offers: each method takes one cloneable argument. */
export type WorkerMethods<M> = { [K in keyof M]: (argument: never) => unknown };

/** What goes to a thread: a call, or that it is to end behind those under way, with or without answering them. */
export type WorkerRequest =
  { readonly call: number; readonly method: string; readonly argument: unknown } | { readonly end: 'answering' | 'silent' };

/** What comes back of a call: its result, or an error in plain data. */
export type WorkerReply =
  | { readonly call: number; readonly result: unknown }
  | {
      readonly call: number;
      readonly error: { readonly code: string; readonly message: string; readonly details: Readonly<Record<string, unknown>> };
    };

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/** How a thread is started and watched. */
export interface WorkerChannelOptions {
  /** In messages: "the NAME stopped". */
  readonly name: string;
  /** Cloned into the thread. */
  readonly data?: unknown;
  /** Called when the thread has ended without having been asked to. */
  readonly onDeath?: (reason: Error) => void;
  /** Called whenever it has ended. */
  readonly onEnd?: () => void;
  /** How long an end waits for the calls under way; default 30 s. */
  readonly endWithinMs?: number | undefined;
}

/** Calls methods in a worker thread, one answer a call. When the thread dies, every open call rejects with NOT_READY and `onDeath` hears of it
 * once; the channel is then of no use and its owner makes another. */
export class WorkerChannel<M extends WorkerMethods<M>> {
  readonly #worker: Worker;
  readonly #name: string;
  readonly #endWithinMs: number;
  readonly #ended: Promise<unknown>;
  readonly #pending = new Map<number, Pending>();
  #nextCall = 1;
  #dead = false;
  #closing = false;

  constructor(url: URL, { name, data, onDeath, onEnd, endWithinMs = 30_000 }: WorkerChannelOptions) {
    this.#name = name;
    this.#endWithinMs = endWithinMs;
    // Without the flags of this process: its import conditions may point at TypeScript sources, which a worker cannot load.
    this.#worker = new Worker(url, { name, workerData: data, execArgv: [] });
    this.#ended = new Promise((resolve) => this.#worker.once('exit', resolve));
    const die = (reason: Error): void => {
      if (this.#dead) return;
      this.#dead = true;
      for (const { reject } of this.#pending.values()) reject(this.#gone(reason));
      this.#pending.clear();
      if (!this.#closing) onDeath?.(reason);
      onEnd?.();
    };
    this.#worker.on('message', (reply: WorkerReply) => this.#settle(reply));
    this.#worker.on('error', (error: unknown) => die(error instanceof Error ? error : new Error(String(error))));
    this.#worker.on('exit', (code) => die(new Error(`the thread ended with exit code ${code}`)));
  }

  /** @throws ServerError what the method threw, or NOT_READY if the thread is gone. */
  call<K extends keyof M & string>(
    method: K,
    argument: Parameters<M[K]>[0],
    transfer: readonly ArrayBuffer[] = [],
  ): Promise<Awaited<ReturnType<M[K]>>> {
    if (this.#dead) return Promise.reject(this.#gone(new Error('it was not running')));
    const call = this.#nextCall++;
    return new Promise<unknown>((resolve, reject) => {
      this.#pending.set(call, { resolve, reject });
      this.#worker.postMessage({ call, method, argument } satisfies WorkerRequest, [...transfer]);
    }) as Promise<Awaited<ReturnType<M[K]>>>;
  }

  /** Ends the thread behind the calls under way; those that are not done in time reject. `onDeath` is not called. */
  async terminate(): Promise<void> {
    this.#closing = true;
    await this.#end('answering');
  }

  /** Lets the thread die as of a fault: open calls reject, whatever came of them, and `onDeath` is called. */
  async kill(): Promise<void> {
    await this.#end('silent');
  }

  /** A thread that is cut off inside an addon (hnswlib-node, ONNX Runtime) takes the whole process with it, so it leaves by itself. */
  async #end(end: 'answering' | 'silent'): Promise<void> {
    this.#worker.postMessage({ end } satisfies WorkerRequest);
    const late = setTimeout(() => void this.#worker.terminate(), this.#endWithinMs);
    await this.#ended;
    clearTimeout(late);
  }

  #settle(reply: WorkerReply): void {
    const pending = this.#pending.get(reply.call);
    if (!pending) return;
    this.#pending.delete(reply.call);
    if ('result' in reply) {
      pending.resolve(reply.result);
      return;
    }
    const { code, message, details } = reply.error;
    pending.reject(new ServerError(isServerErrorCode(code) ? code : 'INTERNAL', message, { details }));
  }

  #gone(cause: Error): ServerError {
    return new ServerError('NOT_READY', `the ${this.#name} stopped and is being started again; try again`, {
      cause,
      retryAfterSeconds: 1,
    });
  }
}

/** Where a worker's JavaScript lies: beside the caller in `dist`, in `dist` for callers that run from TypeScript sources (tests).
 * @param path from the caller, without extension, e.g. `./onnx-worker`. @param caller `import.meta.url` of the file that starts the worker. */
export function workerUrl(path: string, caller: string): URL {
  // The last src/ is the package's; the checkout may lie below another.
  return new URL(`${path}.js`, caller.endsWith('.ts') ? caller.replace(/(.*)\/src\//, '$1/dist/') : caller);
}
