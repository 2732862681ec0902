import type { UnknownAnswer } from '@supcon/core/artifact';
import type { Logger } from 'pino';
import { superviseWorker, type WorkerStatus } from '../threads/supervised-worker.js';
import { workerUrl } from '../threads/worker-channel.js';
import type { EncodedBatch, OnnxMethods, OnnxWorkerData } from './onnx-worker.js';

/** An encoder in ONNX Runtime. */
export interface OnnxRuntime {
  readonly status: WorkerStatus;
  /** @param pixels uint8 [N, S, S, 3] RGB; its memory moves to the worker. @throws ServerError NOT_READY while the worker is not up. */
  encode(pixels: Uint8Array<ArrayBuffer>, count: number): Promise<EncodedBatch>;
  /** @param embedding [D].  @param logits [C].  @throws ServerError NOT_READY. */
  judge(embedding: Float32Array, logits: Float32Array): Promise<UnknownAnswer>;
  /** Kills the worker as a fault would; it is started again. */
  kill(): Promise<void>;
  /** Ends the worker; open calls reject. */
  close(): Promise<void>;
}

/** ONNX Runtime in a thread of its own, because a running session blocks its thread. Pictures are refused rather than kept while it is started again.
 * @throws ServerError what loading threw the first time. */
export async function startOnnxRuntime(data: OnnxWorkerData, logger: Logger): Promise<OnnxRuntime> {
  const worker = await superviseWorker<OnnxMethods>({
    url: workerUrl('./onnx-worker', import.meta.url),
    name: 'encoder',
    data,
    open: (channel) => channel.call('load', undefined),
    whileStarting: 'refuse',
    logger,
  });
  return {
    get status() {
      return worker.status;
    },
    encode: (pixels, count) => worker.call('encode', { pixels, count }, [pixels.buffer]),
    judge: (embedding, logits) => worker.call('judge', { embedding, logits }),
    kill: () => worker.kill(),
    close: () => worker.close(),
  };
}
