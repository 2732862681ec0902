import { describe, expect, it } from 'vitest';
import { CoreError } from '../src/errors.js';
import { decodePicture } from '../src/image/decode-image.js';
import { createJpegDecoder } from '../src/image/decode-jpeg.js';
import { readJpegHeader } from '../src/image/jpeg-header.js';
import { createRng, type Rng } from '../src/rng.js';
import { wholePictures } from './odd-pictures.js';

/** Changed copies of each picture; more by SUPCON_FUZZ_FLIPS=2000, which takes minutes. */
const FLIPS = Number(process.env['SUPCON_FUZZ_FLIPS'] ?? 25);
const TIMEOUT_MS = 30_000 + FLIPS * 3000;

/** One to eight bytes are others, half of the time in the header. */
function flip(file: Buffer, rng: Rng): Buffer {
  const copy = Buffer.from(file);
  const reach = rng.integer(2) === 0 ? Math.min(700, copy.length) : copy.length;
  for (let count = 1 + rng.integer(8); count > 0; count--) {
    const at = rng.integer(reach);
    copy[at] = rng.integer(2) === 0 ? copy[at]! ^ (1 << rng.integer(8)) : rng.integer(256);
  }
  return copy;
}

describe('pictures with changed bytes', () => {
  it(
    'libjpeg-turbo decodes or refuses them; nothing crashes or hangs',
    async () => {
      const rng = createRng(1, 'flips');
      const decode = createJpegDecoder();
      const files = (await wholePictures()).filter(({ name }) => name.startsWith('jpeg')).map(({ bytes }) => bytes);
      let [tried, decoded] = [0, 0];
      for (let round = 0; round < FLIPS * 20; round++)
        for (const file of files) {
          const other = flip(file, rng);
          const header = readJpegHeader(other);
          if (!header) continue;
          tried++;
          const began = performance.now();
          const pixels = decode(other, header, { size: 16, thumbnail: false, maxPixels: 1e6 });
          expect(performance.now() - began).toBeLessThan(2000);
          if (pixels) {
            decoded++;
            expect(pixels).toHaveLength(768);
          }
        }
      expect(tried).toBeGreaterThan(FLIPS * 20);
      expect(decoded).toBeGreaterThan(FLIPS);
    },
    TIMEOUT_MS,
  );

  it(
    'every format gives pixels or a CoreError',
    async () => {
      const rng = createRng(2, 'flips');
      for (const { name, bytes } of await wholePictures()) {
        const results = await Promise.all(
          Array.from({ length: FLIPS }, () => decodePicture(flip(bytes, rng), { size: 16 }).catch((error: unknown) => error)),
        );
        for (const result of results)
          if (result instanceof Error) expect(result, `${name}: ${result.message}`).toBeInstanceOf(CoreError);
          else expect((result as Awaited<ReturnType<typeof decodePicture>>).pixels).toHaveLength(768);
      }
    },
    TIMEOUT_MS,
  );
});
