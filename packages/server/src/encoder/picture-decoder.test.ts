import { decodePicture, DECODING, FIRST_DECODING } from '@supcon/core/image';
import { pino } from 'pino';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { makePicture } from '../../test/pictures.js';
import { createPictureDecoder } from './picture-decoder.js';
import { makeThumbnail } from './thumbnail.js';

const limits = { maxPixels: 1_000_000, maxWaiting: 10, decodeMs: 600_000 };
const logger = pino({ level: 'silent' });
const decoder = createPictureDecoder(limits, logger);
afterAll(() => decoder.close());

describe('createPictureDecoder', () => {
  it('gives the very pixels of the decoder that training uses, of every kind of picture, in both ways', async () => {
    const photo = await makePicture(3, 'png', 150);
    const jpeg = await sharp(photo).jpeg().toBuffer();
    for (const decoding of [FIRST_DECODING, DECODING])
      for (const bytes of [photo, jpeg, await sharp(photo).webp().toBuffer(), jpeg.subarray(0, -2)]) {
        const expected = await decodePicture(bytes, { size: 32, decoding });
        const decoded = await decoder.square(bytes, { size: 32, decoding });
        expect({ ...decoded, pixels: [...decoded.pixels] }).toEqual({ ...expected, pixels: [...expected.pixels] });
      }
  });

  it('makes the thumbnail that makeThumbnail makes, and says what is wrong with what is no picture', async () => {
    const photo = await makePicture(4, 'png', 400);
    expect(Buffer.from(await decoder.thumbnail(photo))).toEqual(Buffer.from(await makeThumbnail(photo, limits.maxPixels)));
    await expect(decoder.thumbnail(Buffer.from('no picture'))).rejects.toMatchObject({ code: 'BAD_IMAGE' });
    const large = await sharp({ create: { width: 1001, height: 1000, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    await expect(decoder.square(large, { size: 32 })).rejects.toMatchObject({ code: 'IMAGE_TOO_LARGE', details: { width: 1001 } });
  });

  it('gives a picture as long as it may take, and no longer', async () => {
    const hasty = createPictureDecoder({ ...limits, decodeMs: 1 }, logger);
    await expect(hasty.square(await makePicture(5), { size: 32 })).rejects.toMatchObject({ code: 'BAD_IMAGE' });
    hasty.close();
  });
});
