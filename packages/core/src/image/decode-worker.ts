import { readFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { createJpegDecoder, type JpegDecoder, type SquareOptions } from './decode-jpeg.js';
import { readJpegHeader } from './jpeg-header.js';

/** A picture to decode in a thread. */
export interface DecodeJob extends SquareOptions {
  readonly id: number;
  /** Of the picture, or the path of its file. */
  readonly source: Uint8Array<ArrayBuffer> | string;
}

/** What became of it: `pixels` with the stored size turned upright, or, where the picture is for another decoder, the `bytes` of a file that was read. */
export interface DecodeResult {
  readonly id: number;
  readonly decoded?: { readonly pixels: Uint8Array<ArrayBuffer>; readonly width: number; readonly height: number };
  readonly bytes?: Uint8Array;
  /** Why this thread can decode nothing at all. */
  readonly unavailable?: string;
  /** Of a file that could not be read; with the system's code, such as ENOENT. */
  readonly error?: { readonly message: string; readonly code: string | undefined };
}

/** Without one of its parts all pictures go to the other decoder. */
const loaded = loadDecoder();

function loadDecoder(): { readonly decode?: JpegDecoder; readonly unavailable?: string } {
  try {
    return { decode: createJpegDecoder() };
  } catch (error) {
    return { unavailable: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on('message', (jobs: readonly DecodeJob[]) => {
  const results = jobs.map(work);
  parentPort?.postMessage(
    results,
    results.flatMap(({ decoded }) => (decoded ? [decoded.pixels.buffer] : [])),
  );
});

function work({ id, source, ...options }: DecodeJob): DecodeResult {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = typeof source === 'string' ? readFileSync(source) : source;
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    return { id, error: { message, code } };
  }
  const { decode, unavailable } = loaded;
  const header = decode && readJpegHeader(bytes);
  const pixels = header && decode(bytes, header, options);
  if (!header || !pixels)
    return { id, ...(typeof source === 'string' ? { bytes } : {}), ...(unavailable === undefined ? {} : { unavailable }) };
  const [width, height] = header.orientation > 4 ? [header.height, header.width] : [header.width, header.height];
  return { id, decoded: { pixels, width, height } };
}
