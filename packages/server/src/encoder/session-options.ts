import type { InferenceSession } from 'onnxruntime-node';

/** How the encoder runs in ONNX Runtime.
 * @param threads of one inference. */
export function sessionOptions(threads: number): InferenceSession.SessionOptions {
  return { executionProviders: ['cpu'], intraOpNumThreads: threads, interOpNumThreads: 1 };
}
