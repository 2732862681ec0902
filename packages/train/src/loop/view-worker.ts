import { parentPort } from 'node:worker_threads';
import { drawViews, type DrawOptions } from '../augment/draw-views.js';

/** What the thread is asked for. All arrays lie in shared memory. */
export interface DrawRequest {
  /** uint8 [N, side, side, 3] */
  readonly pixels: Uint8Array;
  readonly side: number;
  readonly options: DrawOptions;
  /** Written to. float32 [V·N, size, size, 3] */
  readonly out: Float32Array;
}

/** What it answers: nothing when the views are there, or what went wrong. */
export type DrawReply = { readonly error?: unknown };

parentPort?.on('message', ({ pixels, side, options, out }: DrawRequest) => {
  const answer = (reply: DrawReply): void => parentPort?.postMessage(reply);
  try {
    drawViews(pixels, side, options, out);
    answer({});
  } catch (error) {
    answer({ error });
  }
});
