import { parentPort } from 'node:worker_threads';
import type { WorkerMethods, WorkerReply, WorkerRequest } from './worker-channel.js';

/** A result whose buffers move to the caller instead of being copied. */
export class Transferred<T> {
  constructor(
    readonly value: T,
    readonly buffers: readonly ArrayBuffer[],
  ) {}
}

type Served<M extends WorkerMethods<M>> = {
  [K in keyof M]: (
    argument: Parameters<M[K]>[0],
  ) =>
    | Awaited<ReturnType<M[K]>>
    | Transferred<Awaited<ReturnType<M[K]>>>
    | Promise<Awaited<ReturnType<M[K]>> | Transferred<Awaited<ReturnType<M[K]>>>>;
};

/** The worker's side of a WorkerChannel. Calls may run at the same time where a method awaits; a thrown error goes back to its caller alone. */
export function serveCalls<M extends WorkerMethods<M>>(methods: Served<M>): void {
  const port = parentPort;
  if (!port) throw new Error('serveCalls: this file runs as a worker thread, not by itself');
  port.on('message', ({ call, method, argument }: WorkerRequest) => {
    const run = async (): Promise<void> => {
      try {
        const result: unknown = await methods[method as keyof M](argument as never);
        if (result instanceof Transferred) port.postMessage({ call, result: result.value } satisfies WorkerReply, [...result.buffers]);
        else port.postMessage({ call, result } satisfies WorkerReply);
      } catch (error) {
        port.postMessage({ call, error: describe(error) } satisfies WorkerReply);
      }
    };
    void run();
  });
}

function describe(error: unknown): { code: string; message: string; details: Readonly<Record<string, unknown>> } {
  const { code, message, details } = error as { code?: unknown; message?: unknown; details?: Readonly<Record<string, unknown>> };
  return {
    code: typeof code === 'string' ? code : 'INTERNAL',
    message: typeof message === 'string' ? message : String(error),
    details: details ?? {},
  };
}
