import sharp from 'sharp';
import { decodeThreads, type DecodeThreads } from './decode-threads.js';
import { DECODING, FIRST_DECODING, type Decoding } from './decoding.js';

const SIDE = 16;

/** Tries the fast way of today's decoding (version 2) with a picture of its own.
 * @param threads to try. Default those of this process.
 * @returns why it cannot be had, a clause; undefined where it works. */
export async function checkDecoding(threads: DecodeThreads = decodeThreads()): Promise<string | undefined> {
  const file = await sharp({ create: { width: SIDE, height: SIDE, channels: 3, background: '#808080' } })
    .jpeg()
    .toBuffer();
  const { decoded } = await threads.decode(file, { size: SIDE, thumbnail: false, maxPixels: SIDE * SIDE });
  return decoded ? undefined : (threads.trouble ?? 'it gave no pixels for a picture of its own');
}

/** What has become known of the fast way since the process began: as `checkDecoding`, without trying anything. */
export function decodingTrouble(): string | undefined {
  return decodeThreads().trouble;
}

/** The way that can be gone here: the one that is wanted, or, where its fast part cannot be had, the first one, whose pixels are what then comes out.
 * @param wanted default today's.  @param threads default those of this process.  @returns the way, and `trouble` as `checkDecoding` gives it. */
export async function presentDecoding(
  wanted: Decoding = DECODING,
  threads: DecodeThreads = decodeThreads(),
): Promise<{ readonly decoding: Decoding; readonly trouble: string | undefined }> {
  const trouble = wanted.version === 1 ? undefined : await checkDecoding(threads);
  return { decoding: trouble === undefined ? wanted : FIRST_DECODING, trouble };
}

/** What a trouble means, for people: one sentence. @param trouble as `checkDecoding` gives it. */
export function explainDecodingTrouble(trouble: string): string {
  return `libjpeg-turbo cannot be used: ${trouble}. sharp decodes all JPEGs instead: small ones several times slower, and to pixels that differ by a few levels from those that a model of decoding version 2 was trained on`;
}
