import { Worker } from 'node:worker_threads';
import { isServerErrorCode, ServerError } from '../domain/errors.js';

/** What a worker offers: each method takes one cloneable argument. */
export type WorkerMethods<M> = { [K in keyof M]: (argument: never) => unknown };

/** A call that goes to a thread. */
export interface WorkerRequest {
  readonly call: number;
  readonly method: string;
  readonly argument: unknown;
}

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

/** Calls methods in a worker thread, one answer a call. When the thread dies, every open call rejects with NOT_READY and `onDeath` hears of it
 * once; the channel is then of no use and its owner makes another. */
export class WorkerChannel<M extends WorkerMethods<M>> {
  readonly #worker: Worker;
  readonly #name: string;
  readonly #pending = new Map<number, Pending>();
  #nextCall = 1;
  #dead = false;
  #closing = false;

  /** @param options.onEnd called whenever the thread has ended, `onDeath` only when that was not asked for. */
  constructor(
    url: URL,
    { name, data, onDeath, onEnd }: { name: string; data?: unknown; onDeath?: (reason: Error) => void; onEnd?: () => void },
  ) {
    this.#name = name;
    // Without the flags of this process: its import conditions may point at TypeScript sources, which a worker cannot load.
    this.#worker = new Worker(url, { name, workerData: data, execArgv: [] });
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

  /** Ends the thread at once; open calls reject. `onDeath` is not called. */
  async terminate(): Promise<void> {
    this.#closing = true;
    await this.#worker.terminate();
  }

  /** Kills the thread as a fault would: open calls reject and `onDeath` is called. */
  async kill(): Promise<void> {
    await this.#worker.terminate();
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
