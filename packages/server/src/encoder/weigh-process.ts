import { loadUnknownJudge, readArtifact } from '@supcon/core/artifact';
import * as onnx from 'onnxruntime-node';
import { sessionOptions } from './session-options.js';

/** What a process that weighs an encoder is told. */
export interface WeighJob {
  readonly onnxPath: string;
  /** Folder of the artifact, where it has thresholds for unknown pictures. */
  readonly judgeOf?: string | undefined;
  readonly imageSize: number;
  /** Threads of one inference. */
  readonly threads: number;
  /** Pictures of the largest batch. */
  readonly batch: number;
}

/** What it found: bytes, or why there are none. */
export type WeighReply = { readonly bytes: number } | { readonly error: string };

process.once('message', (job: WeighJob) => {
  void weigh(job)
    .catch((error: unknown): WeighReply => ({ error: error instanceof Error ? error.message : String(error) }))
    .then((reply) => process.send?.(reply));
});
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

/** By how much this process grows, in which nothing else happens. */
async function weigh({ onnxPath, judgeOf, imageSize, threads, batch }: WeighJob): Promise<WeighReply> {
  const before = process.memoryUsage.rss();
  const session = await onnx.InferenceSession.create(onnxPath, sessionOptions(threads));
  const held: unknown[] = [session, judgeOf === undefined ? undefined : await loadUnknownJudge(await readArtifact(judgeOf))];
  const images = new Float32Array(batch * imageSize * imageSize * 3);
  await session.run({ images: new onnx.Tensor('float32', images, [batch, imageSize, imageSize, 3]) });
  // What was only read to be checked is not kept.
  globalThis.gc?.();
  const bytes = process.memoryUsage.rss() - before;
  // Until here nothing of them may be collected.
  held.length = 0;
  return { bytes };
}
