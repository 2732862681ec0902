import { workerData } from 'node:worker_threads';
import { loadUnknownJudge, readArtifact, type UnknownAnswer, type UnknownJudge } from '@supcon/core/artifact';
import { normaliseImage, type PreprocessingConstants } from '@supcon/core/image';
import * as onnx from 'onnxruntime-node';
import { serveCalls, Transferred } from '../threads/serve-calls.js';
import { sessionOptions } from './session-options.js';

/** What the encoder's thread is started with. */
export interface OnnxWorkerData {
  readonly onnxPath: string;
  /** Folder of the artifact, where it has thresholds for unknown pictures. */
  readonly judgeOf?: string | undefined;
  readonly imageSize: number;
  readonly preprocessing: PreprocessingConstants;
  /** Threads of one inference. */
  readonly threads: number;
}

/** N images after the encoder. */
export interface EncodedBatch {
  /** [N, D], unit rows. */
  readonly embeddings: Float32Array;
  /** [N, C]. */
  readonly logits: Float32Array;
  /** Of each of the images that were to be judged, in their order; none where the artifact has no thresholds. */
  readonly unknown: readonly UnknownAnswer[];
}

/** What the thread that owns the ONNX Runtime session answers. */
export interface OnnxMethods {
  load(argument: undefined): undefined;
  /** @param pixels uint8 [N, S, S, 3] RGB.  @param judged rows of which it is asked whether they are unknown. Comparing one with thousands of references takes milliseconds:
   * here, and not beside the requests. */
  encode(argument: { pixels: Uint8Array; count: number; judged: readonly number[] }): EncodedBatch;
  /** Lets go of the session, behind whatever runs: a thread that is ended inside ONNX Runtime takes the whole process with it. */
  release(argument: undefined): undefined;
}

const { onnxPath, judgeOf, imageSize, preprocessing, threads } = workerData as OnnxWorkerData;
let session: onnx.InferenceSession | undefined;
let judge: UnknownJudge | undefined;
/** Settles when the session does nothing. */
let busy: Promise<unknown> = Promise.resolve();

serveCalls<OnnxMethods>({
  load: async () => {
    session = await onnx.InferenceSession.create(onnxPath, sessionOptions(threads));
    if (judgeOf !== undefined) judge = await loadUnknownJudge(await readArtifact(judgeOf));
    return undefined;
  },
  encode: async ({ pixels, count, judged }) => {
    if (!session) throw new Error('encode: the session is not loaded');
    const images = new onnx.Tensor('float32', normaliseImage(pixels, preprocessing), [count, imageSize, imageSize, 3]);
    const running = session.run({ images });
    busy = Promise.allSettled([busy, running]);
    const outputs = await running;
    // Copies: the runtime keeps the memory of its outputs, and only memory of our own can be transferred.
    const embeddings = Float32Array.from(outputs['embedding']!.data as Float32Array);
    const logits = Float32Array.from(outputs['logits']!.data as Float32Array);
    const [width, classes] = [embeddings.length / count, logits.length / count];
    const unknown = judged.flatMap(
      (row) => judge?.(embeddings.subarray(row * width, (row + 1) * width), logits.subarray(row * classes, (row + 1) * classes)) ?? [],
    );
    return new Transferred({ embeddings, logits, unknown }, [embeddings.buffer, logits.buffer]);
  },
  release: async () => {
    const released = session;
    session = undefined;
    await busy;
    await released?.release();
    return undefined;
  },
});
