import { Worker } from 'node:worker_threads';
import { CoreError } from '../errors.js';
import { FORMAT_NAMES } from './image-format.js';
import type { RareFormat, RareReply, RareRequest } from './rare-format-worker.js';

/** A decoded picture. */
export interface RarePicture {
  /** Upright: uint8 [height, width, 4] RGBA, or a TIFF of that with the profile of its colours. */
  readonly data: Uint8Array;
  readonly form: 'rgba' | 'tiff';
  readonly width: number;
  readonly height: number;
}

/** A picture that takes longer is given up: 12 megapixels of HEIC take about a second. */
const LONGEST_MS = 30_000;

/** An idle thread goes after this time, and with it what the decoder's memory grew to. */
const IDLE_MS = 10_000;

/** Behind the picture before: two at once would only hold twice the memory. */
let turn: Promise<unknown> = Promise.resolve();
let running: { readonly worker: Worker; idle?: NodeJS.Timeout } | undefined;

/** Decodes a BMP or HEIC in a thread of its own, one at a time; the thread is started when it is needed and ended when it takes too long.
 * @param assertFits throws where a picture of this size is not to be decoded.
 * @throws CoreError BAD_IMAGE, or what `assertFits` throws. */
export function decodeRareFormat(
  bytes: Uint8Array,
  format: RareFormat,
  assertFits: (size: { readonly width: number; readonly height: number }) => void,
): Promise<RarePicture> {
  const mine = turn.then(async () => {
    const own = new Uint8Array(bytes);
    const size = await ask({ task: 'measure', format, bytes: own });
    assertFits(size);
    const picture = await ask({ task: 'decode', format, bytes: own });
    if (!picture.data) throw new CoreError('BAD_IMAGE', `image: this ${FORMAT_NAMES[format]} holds no picture`);
    return { data: picture.data, form: picture.form ?? 'rgba', width: picture.width, height: picture.height };
  });
  turn = mine.catch(() => undefined);
  return mine;
}

async function ask(request: RareRequest): Promise<Extract<RareReply, { width: number }>> {
  const name = FORMAT_NAMES[request.format];
  const held = (running ??= { worker: new Worker(workerUrl(import.meta.url), { name: 'rare formats', execArgv: [], stderr: true }) });
  const { worker } = held;
  clearTimeout(held.idle);
  worker.ref();
  const reply = await new Promise<RareReply>((resolve) => {
    const timer = setTimeout(() => {
      drop(worker);
      resolve({ reason: `takes longer than ${LONGEST_MS / 1000} s to decode` });
    }, LONGEST_MS);
    const settle = (answer: RareReply): void => {
      clearTimeout(timer);
      worker.off('message', settle).off('error', fail).off('exit', end);
      resolve(answer);
    };
    const fail = (error: unknown): void => {
      drop(worker);
      settle({ reason: `cannot be decoded: ${error instanceof Error ? error.message : String(error)}` });
    };
    const end = (): void => fail('its decoder ended');
    worker.on('message', settle).on('error', fail).on('exit', end);
    worker.postMessage(request);
  });
  if (running === held) {
    worker.unref();
    held.idle = setTimeout(() => drop(worker), IDLE_MS).unref();
  }
  if ('reason' in reply) throw new CoreError('BAD_IMAGE', `image: this ${name} ${reply.reason}; convert it to a JPEG or PNG`);
  return reply;
}

function drop(worker: Worker): void {
  if (running?.worker === worker) {
    clearTimeout(running.idle);
    running = undefined;
  }
  void worker.terminate();
}

/** Beside the caller in `dist`, in `dist` for a caller that runs from TypeScript sources (tests). */
function workerUrl(caller: string): URL {
  return new URL(caller.endsWith('.ts') ? '../../dist/image/rare-format-worker.js' : './rare-format-worker.js', caller);
}
