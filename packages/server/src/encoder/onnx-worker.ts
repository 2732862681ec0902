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
}

/** What the thread that owns the ONNX Runtime session answers. */
export interface OnnxMethods {
  load(argument: undefined): undefined;
  /** @param pixels uint8 [N, S, S, 3] RGB. */
  encode(argument: { pixels: Uint8Array; count: number }): EncodedBatch;
  /** Of one encoded image: [D] and [C]. Comparing it with thousands of references takes milliseconds, and so no place beside the requests. */
  judge(argument: { embedding: Float32Array; logits: Float32Array }): UnknownAnswer;
}

const { onnxPath, judgeOf, imageSize, preprocessing, threads } = workerData as OnnxWorkerData;
let session: onnx.InferenceSession | undefined;
let judge: UnknownJudge | undefined;

serveCalls<OnnxMethods>({
  load: async () => {
    session = await onnx.InferenceSession.create(onnxPath, sessionOptions(threads));
    if (judgeOf !== undefined) judge = await loadUnknownJudge(await readArtifact(judgeOf));
    return undefined;
  },
  encode: async ({ pixels, count }) => {
    if (!session) throw new Error('encode: the session is not loaded');
    const images = new onnx.Tensor('float32', normaliseImage(pixels, preprocessing), [count, imageSize, imageSize, 3]);
    const outputs = await session.run({ images });
    // Copies: the runtime keeps the memory of its outputs, and only memory of our own can be transferred.
    const embeddings = Float32Array.from(outputs['embedding']!.data as Float32Array);
    const logits = Float32Array.from(outputs['logits']!.data as Float32Array);
    return new Transferred({ embeddings, logits }, [embeddings.buffer, logits.buffer]);
  },
  judge: ({ embedding, logits }) => {
    if (!judge) throw new Error('judge: the artifact has no thresholds for unknown pictures');
    return judge(embedding, logits);
  },
});
