import type { Logger } from 'pino';
import { ServerError } from '../domain/errors.js';
import type { EncodedBatch, OnnxMethods, OnnxWorkerData } from './onnx-worker.js';
import { WorkerChannel, workerUrl } from '../threads/worker-channel.js';

export type RuntimeStatus = 'starting' | 'ready' | 'failed' | 'closed';

export interface OnnxRuntime {
  readonly status: RuntimeStatus;
  /** @param pixels uint8 [N, S, S, 3] RGB; its memory moves to the worker. @throws ServerError NOT_READY while the worker is not up. */
  encode(pixels: Uint8Array<ArrayBuffer>, count: number): Promise<EncodedBatch>;
  /** Kills the worker as a fault would; it is started again. */
  kill(): Promise<void>;
  /** Ends the worker; open calls reject. */
  close(): Promise<void>;
}

const LONGEST_PAUSE_MS = 30_000;

/** ONNX Runtime in a thread of its own, because a running session blocks its thread. A worker that dies is started again, after a growing pause.
 * @throws ServerError what loading threw the first time. */
export async function startOnnxRuntime(data: OnnxWorkerData, logger: Logger): Promise<OnnxRuntime> {
  let status: RuntimeStatus = 'starting';
  let deaths = 0;
  let retry: NodeJS.Timeout | undefined;
  // A later call sees the value that a callback has set.
  const current = (): RuntimeStatus => status;

  const start = async (): Promise<WorkerChannel<OnnxMethods>> => {
    const next = new WorkerChannel<OnnxMethods>(workerUrl('./onnx-worker', import.meta.url), {
      name: 'encoder',
      data,
      onDeath: restart,
    });
    try {
      await next.call('load', undefined);
    } catch (error) {
      await next.terminate();
      throw error;
    }
    return next;
  };

  function restart(reason: Error): void {
    if (current() !== 'ready') return;
    status = 'starting';
    logger.error({ err: reason }, 'the encoder stopped; starting it again');
    again();
  }

  function again(): void {
    const pauseMs = Math.min(LONGEST_PAUSE_MS, 100 * 2 ** deaths++);
    retry = setTimeout(() => {
      start().then(
        async (next) => {
          if (current() === 'closed') return next.terminate();
          channel = next;
          status = 'ready';
          logger.info('the encoder is back');
        },
        (error: unknown) => {
          if (current() === 'closed') return;
          status = 'failed';
          logger.error({ err: error }, 'the encoder could not be started');
          again();
        },
      );
    }, pauseMs);
  }

  let channel = await start();
  status = 'ready';

  return {
    get status() {
      return status;
    },
    encode: async (pixels, count) => {
      if (status !== 'ready') throw new ServerError('NOT_READY', `the encoder is ${status}; try again`, { retryAfterSeconds: 1 });
      const encoded = await channel.call('encode', { pixels, count }, [pixels.buffer]);
      deaths = 0;
      return encoded;
    },
    kill: () => channel.kill(),
    close: async () => {
      status = 'closed';
      clearTimeout(retry);
      await channel.terminate();
    },
  };
}
