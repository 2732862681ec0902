import { describe, expect, it } from 'vitest';
import { CoreError } from '../src/errors.js';
import { decodePicture } from '../src/image/decode-image.js';
import { lanczosSquare } from './lanczos.js';
import { damagedPictures, extremePictures, turnedPictures, wholePictures, type OddPicture } from './odd-pictures.js';

const SIZE = 16;

/** The first HEIC also loads its decoder. */
const LONGEST_MS = 2000;
const MOST_BYTES = 200e6;

/** Right pixels, or a CoreError that says what is wrong; soon, and in little memory. @returns which of them. */
async function judge({ name, bytes, shows, least }: OddPicture): Promise<'shown' | 'refused'> {
  const [began, memory] = [performance.now(), process.memoryUsage().rss];
  const result = await decodePicture(bytes, { size: SIZE }).catch((error: unknown) => error);
  expect(performance.now() - began, name).toBeLessThan(LONGEST_MS);
  expect(process.memoryUsage().rss - memory, name).toBeLessThan(MOST_BYTES);
  if (result instanceof Error) {
    expect(result, name).toBeInstanceOf(CoreError);
    expect(['BAD_IMAGE', 'IMAGE_TOO_LARGE'], name).toContain((result as Error & { code?: string }).code);
    expect(result.message, name).toMatch(/^image: .{20}/);
    // What was wrong with another format is not this one's fault.
    expect(result.message, name).not.toMatch(/Vips|spng|heif:/);
    expect(shows, `${name}: ${result.message}`).toBeUndefined();
    return 'refused';
  }
  const { pixels, width, height } = result as Awaited<ReturnType<typeof decodePicture>>;
  expect(pixels, name).toHaveLength(SIZE * SIZE * 3);
  if (shows) {
    expect([width, height], name).toEqual([shows.width, shows.height]);
    expect(likeness(pixels, shows), name).toBeGreaterThan(least);
  }
  return 'shown';
}

/** Decibels between the pixels and Lanczos in float64 of what the file shows. */
function likeness(pixels: Uint8Array, { width, height, rgb }: NonNullable<OddPicture['shows']>): number {
  const short = Math.min(width, height);
  // Of an even strip every part is the same.
  const [keptWidth, keptHeight] = [Math.min(width, 4 * short), Math.min(height, 4 * short)];
  const [across, down] = [Math.max(SIZE, Math.round((keptWidth * SIZE) / short)), Math.max(SIZE, Math.round((keptHeight * SIZE) / short))];
  const wanted = lanczosSquare(
    { width: keptWidth, height: keptHeight, values: [...rgb.subarray(0, keptWidth * keptHeight * 3)] },
    [down, across],
    [Math.floor((down - SIZE + 1) / 2), Math.floor((across - SIZE + 1) / 2)],
    SIZE,
  );
  const sum = wanted.reduce((total, value, at) => total + (Math.min(255, Math.max(0, value)) - pixels[at]!) ** 2, 0);
  return 10 * Math.log10((255 * 255 * wanted.length) / Math.max(1, sum));
}

describe('a corpus of odd pictures', () => {
  let judged = 0;
  const all = async (pictures: readonly OddPicture[]): Promise<Record<'shown' | 'refused', number>> => {
    const counts = { shown: 0, refused: 0 };
    for (const picture of pictures) counts[await judge(picture)]++;
    judged += pictures.length;
    return counts;
  };

  it('whole pictures of every kind are shown as they are', async () => {
    expect(await all(await wholePictures())).toMatchObject({ refused: 0 });
  });

  it('the eight orientations are turned upright', async () => {
    expect(await all(await turnedPictures())).toEqual({ shown: 32, refused: 0 });
  });

  it('damaged ones are shown or refused, and never anything else', async () => {
    const { shown, refused } = await all(await damagedPictures());
    expect(shown).toBeGreaterThan(30);
    expect(refused).toBeGreaterThan(100);
  });

  it('strips, single pixels, lying headers and what is no picture', async () => {
    expect(await all(await extremePictures())).toMatchObject({ shown: 13 });
  });

  it('are at least 300', () => {
    expect(judged).toBeGreaterThanOrEqual(300);
  });
});
