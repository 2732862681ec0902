import { availableParallelism } from 'node:os';
import { decodeUsualJpeg, type DecodedPicture, type DecodeOptions } from '@supcon/core/image';
import type { Logger } from 'pino';
import type { Turn } from '../domain/turn.js';
import { createPool } from '../threads/pool.js';
import { createDecodeProcesses } from './decode-processes.js';

/** The one way to the pixels of pictures that others send: so many at a time, for so long, off the event loop, those of different clients in
 * turn, and given up when nobody waits any more. */
export interface PictureDecoder {
  /** The square that an encoder sees. @throws CoreError BAD_IMAGE, IMAGE_TOO_LARGE; ServerError TOO_BUSY; the reason of the signal. */
  square(bytes: Uint8Array, options: DecodeOptions, turn?: Turn): Promise<DecodedPicture>;
  /** A small JPEG, as `makeThumbnail`. @throws as `square`. */
  thumbnail(bytes: Uint8Array, turn?: Turn): Promise<Uint8Array>;
  /** Ends what still decodes. */
  close(): void;
}

/** What pictures may cost. */
export interface PictureDecoderOptions {
  /** Of one picture, held in memory at once while it is decoded. */
  readonly maxPixels: number;
  /** Pictures that may wait. */
  readonly maxWaiting: number;
  /** How long one picture may be decoded, milliseconds, where it is no usual JPEG; those take a fraction of a second at most. */
  readonly decodeMs: number;
}

/** So many pictures lie at hand for each thread that a turn of the event loop, which brings the next ones, may take long. */
const AHEAD = 16;

/** The usual JPEG of at most 1.5 million pixels is decoded in this process, everything else in processes that can be killed: docs/architecture.md has the figures. */
export function createPictureDecoder({ maxPixels, maxWaiting, decodeMs }: PictureDecoderOptions, logger: Logger): PictureDecoder {
  const threads = Math.min(8, availableParallelism());
  const usual = createPool('pictures to decode', { concurrent: AHEAD * threads, waiting: maxWaiting });
  // In libvips they take threads that files are read by too.
  const usualInFirstWay = createPool('pictures to decode', { concurrent: Math.max(2, threads), waiting: maxWaiting });
  const others = createDecodeProcesses({ count: Math.max(2, threads), maxWaiting, limitMs: decodeMs, logger });
  return {
    square: async (bytes, options, turn) => {
      const decoded = await (options.decoding?.version === 1 ? usualInFirstWay : usual).run(
        () => decodeUsualJpeg(bytes, { ...options, maxPixels }),
        turn,
      );
      return decoded ?? (await others.run({ task: 'square', bytes, options: { ...options, maxPixels } }, turn)).square;
    },
    thumbnail: async (bytes, turn) => (await others.run({ task: 'thumbnail', bytes, maxPixels }, turn)).thumbnail,
    close: () => others.close(),
  };
}
