import type { Logger } from 'pino';
import { UNMEASURED, type Measures } from '../domain/measures.js';
import { superviseWorker, type WorkerStatus } from '../threads/supervised-worker.js';
import { workerUrl } from '../threads/worker-channel.js';
import type { EncodedBatch, OnnxMethods, OnnxWorkerData } from './onnx-worker.js';

/** An encoder in ONNX Runtime. */
export interface OnnxRuntime {
  readonly status: WorkerStatus;
  /** @param pixels uint8 [N, S, S, 3] RGB; its memory moves to the worker.  @param judged as in `OnnxMethods`.
   * @throws ServerError NOT_READY while the worker is not up. */
  encode(pixels: Uint8Array<ArrayBuffer>, count: number, judged: readonly number[]): Promise<EncodedBatch>;
  /** Kills the worker as a fault would; it is started again. */
  kill(): Promise<void>;
  /** Ends the worker behind the batch that it is at; later calls reject. */
  close(): Promise<void>;
}

/** ONNX Runtime in a thread of its own, because a running session blocks its thread. Pictures are refused rather than kept while it is started again.
 * @throws ServerError what loading threw the first time. */
export async function startOnnxRuntime(data: OnnxWorkerData, logger: Logger, measures: Measures = UNMEASURED): Promise<OnnxRuntime> {
  const worker = await superviseWorker<OnnxMethods>({
    url: workerUrl('./onnx-worker', import.meta.url),
    name: 'encoder',
    data,
    open: (channel) => channel.call('load', undefined),
    whileStarting: 'refuse',
    onDeath: () => measures.died('encoder'),
    logger,
  });
  return {
    get status() {
      return worker.status;
    },
    encode: (pixels, count, judged) => worker.call('encode', { pixels, count, judged }, [pixels.buffer]),
    kill: () => worker.kill(),
    close: async () => {
      // One that is not up has nothing to let go of.
      await worker.call('release', undefined).catch(() => undefined);
      await worker.close();
    },
  };
}
