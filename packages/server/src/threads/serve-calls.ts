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
  const underWay = new Set<Promise<void>>();
  let ending: 'answering' | 'silent' | undefined;
  const answer = (reply: WorkerReply, buffers: readonly ArrayBuffer[] = []): void => {
    if (ending !== 'silent') port.postMessage(reply, [...buffers]);
  };
  const run = async (call: number, method: keyof M, argument: unknown): Promise<void> => {
    try {
      const result: unknown = await methods[method](argument as never);
      if (result instanceof Transferred) answer({ call, result: result.value }, result.buffers);
      else answer({ call, result });
    } catch (error) {
      answer({ call, error: describe(error) });
    }
  };
  port.on('message', (request: WorkerRequest) => {
    if (ending) return;
    if ('end' in request) {
      ending = request.end;
      void Promise.all(underWay).then(() => process.exit(request.end === 'silent' ? 1 : 0));
      return;
    }
    const running = run(request.call, request.method as keyof M, request.argument).finally(() => underWay.delete(running));
    underWay.add(running);
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
