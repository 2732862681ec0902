import { Worker } from 'node:worker_threads';
import type { DrawOptions } from '../augment/draw-views.js';
import { TrainError } from '../errors.js';
import type { DrawReply, DrawRequest } from './view-worker.js';

/** Draws views in a thread of its own, one batch at a time. */
export interface ViewThread {
  /** Begins at once; the pixels are copied before it returns. Not to be called before the last promise is settled.
   * @param pixels uint8 [N, side, side, 3]
   * @returns float32 [V·N, size, size, 3] in shared memory, aligned to its pages; the call after the next writes to it again.
   * @throws TrainError VIEWS_FAILED when the drawing fails or the thread ends. */
  draw(pixels: Uint8Array, side: number, options: DrawOptions): Promise<Float32Array>;
  /** Ends the thread at once; a drawing under way rejects. */
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (reason: TrainError) => void;
}

/** @param url of the thread's program. */
export function startViewThread(url: URL = workerUrl(import.meta.url)): ViewThread {
  // Without the flags of this process: its import conditions may point at TypeScript sources, which a thread cannot load.
  const worker = new Worker(url, { name: 'views', execArgv: [] });
  let waiting: Waiting | undefined;
  let ended: TrainError | undefined;
  const end = (reason: unknown): void => {
    ended ??= failure(reason);
    waiting?.reject(ended);
    waiting = undefined;
  };
  worker.on('message', ({ error }: DrawReply) => {
    if (error === undefined) waiting?.resolve();
    else waiting?.reject(failure(error));
    waiting = undefined;
  });
  worker.on('error', end);
  worker.on('exit', (code) => end(new Error(`the thread ended with exit code ${code}`)));

  let pixelMemory: Uint8Array = new Uint8Array(0);
  /** The one drawn last, and the one before, which may be in use. */
  let [last, before] = [new Float32Array(0), new Float32Array(0)];
  return {
    draw: async (pixels, side, options) => {
      if (ended) throw ended;
      const length = options.views * (pixels.length / (side * side * 3)) * options.size * options.size * 3;
      if (pixelMemory.length !== pixels.length) pixelMemory = new Uint8Array(new SharedArrayBuffer(pixels.length));
      pixelMemory.set(pixels);
      const out = before.length === length ? before : sharedFloats(length);
      [last, before] = [out, last];
      await new Promise<void>((resolve, reject) => {
        waiting = { resolve, reject };
        worker.postMessage({ pixels: pixelMemory, side, options, out } satisfies DrawRequest);
      });
      return out;
    },
    close: async () => {
      await worker.terminate();
    },
  };
}

/** Of a WebAssembly memory because that begins at a page, and an engine may work in it as it is; a SharedArrayBuffer begins anywhere. */
function sharedFloats(length: number): Float32Array<ArrayBuffer> {
  const pages = Math.max(1, Math.ceil((4 * length) / 65_536));
  return new Float32Array(new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true }).buffer, 0, length);
}

function failure(cause: unknown): TrainError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new TrainError(
    'VIEWS_FAILED',
    `the thread that makes the augmented views failed: ${reason}. Nothing before the last checkpoint is lost: \`supcon train --resume\` goes on from it; if it fails again, look for memory running out (lower stage1.batchSize).`,
    { cause },
  );
}

/** Beside the caller in `dist`, in `dist` for a caller that runs from TypeScript sources (tests). */
function workerUrl(caller: string): URL {
  return new URL(caller.endsWith('.ts') ? '../../dist/loop/view-worker.js' : './view-worker.js', caller);
}
