import { expect, it } from 'vitest';
import { DECODING } from '@supcon/core/image';
import { inTemporaryFolder } from '../../test/generated-images.js';
import { hashedValues } from '../../test/hashed-values.js';
import { augmentSchema } from '../augment/augment-schema.js';
import { embedPictures, type EmbedPicturesOptions, type PicturesToEmbed } from './embed-pictures.js';

const SIZE = 8;
const LENGTH = SIZE * SIZE * 3;

/** Pictures that follow from their hash, and an encoder that answers their first two pixels. */
function bench(hashes: readonly string[], cacheFolder: string, changes: Partial<EmbedPicturesOptions> = {}) {
  const embedded: number[] = [];
  const options: EmbedPicturesOptions = {
    encoder: {
      sha256: 'encoder',
      features: 2,
      imageSize: SIZE,
      preprocessing: { mean: [0, 0, 0], std: [1, 1, 1] },
      model: {
        run: (images, count) => {
          embedded.push(count);
          return Promise.resolve(
            new Map([['features', Float32Array.from({ length: count * 2 }, (_, at) => images[Math.floor(at / 2) * LENGTH + (at % 2)]!)]]),
          );
        },
        release: () => Promise.resolve(),
      },
    },
    data: {
      hashes,
      decoding: DECODING,
      evaluation: {
        size: SIZE,
        bad: new Map(),
        warnings: new Map(),
        read: (indices) => {
          const pixels = new Uint8Array(indices.length * LENGTH);
          indices.forEach((index, n) => pixels.set(hashedValues(hashes[index]!, LENGTH, 0, 255), n * LENGTH));
          return Promise.resolve(pixels);
        },
        close: () => Promise.resolve(),
      },
    },
    augment: augmentSchema.parse({}),
    seed: 1,
    cacheFolder,
    ...changes,
  };
  return { embedded, embed: (...requests: PicturesToEmbed[]) => embedPictures(requests, options) };
}

const expected = (hash: string): number[] =>
  [...hashedValues(hash, LENGTH, 0, 255).subarray(0, 2)].map((value) => Math.fround(Math.floor(value) / 255));

it('embeds each file once, copies included, in the order that was asked for', () =>
  inTemporaryFolder(async (folder) => {
    const { embedded, embed } = bench(['a', 'b', 'a', 'c'], folder);
    const [first, second] = await embed({ indices: [3, 0, 2], view: 0 }, { indices: [1], view: 0 });
    expect([...first!, ...second!]).toEqual(['c', 'a', 'a', 'b'].flatMap(expected));
    expect(embedded).toEqual([3]);
    const again = bench(['b', 'd', 'a'], folder);
    expect([...(await again.embed({ indices: [0, 1, 2], view: 0 }))[0]!]).toEqual(['b', 'd', 'a'].flatMap(expected));
    expect(again.embedded).toEqual([1]);
  }));

it('draws a view from the file, the number of the view and the seed alone', () =>
  inTemporaryFolder(async (folder) => {
    const of = async (place: string, hashes: readonly string[], index: number, view: number, changes: Partial<EmbedPicturesOptions> = {}) =>
      (await bench(hashes, `${folder}/${place}`, changes).embed({ indices: [index], view }))[0]!;
    const view = await of('1', ['a', 'b'], 1, 1);
    expect(await of('2', ['x', 'y', 'b'], 2, 1)).toEqual(view);
    expect(await of('3', ['b'], 0, 2)).not.toEqual(view);
    expect(await of('4', ['b'], 0, 1, { seed: 2 })).not.toEqual(view);
    expect(await of('5', ['b'], 0, 0)).not.toEqual(view);
    // Another seed finds nothing in the same cache; the picture itself does not depend on it.
    const seeded = bench(['b'], `${folder}/1`, { seed: 2 });
    await seeded.embed({ indices: [0], view: 1 });
    expect(seeded.embedded).toEqual([1]);
    await of('6', ['b'], 0, 0);
    const plain = bench(['b'], `${folder}/6`, { seed: 2, augment: augmentSchema.parse({ flip: 0 }) });
    await plain.embed({ indices: [0], view: 0 });
    expect(plain.embedded).toEqual([]);
  }));

it('names a picture whose embedding is not finite, and keeps the others', () =>
  inTemporaryFolder(async (folder) => {
    const hashes = Array.from({ length: 20 }, (_, n) => `picture-${n}`);
    const whole = bench(hashes, folder);
    const spoilt = bench(hashes, folder, {
      encoder: {
        sha256: 'encoder',
        features: 2,
        imageSize: SIZE,
        preprocessing: { mean: [0, 0, 0], std: [1, 1, 1] },
        model: {
          run: (_, count) => Promise.resolve(new Map([['features', new Float32Array(count * 2).fill(count === 16 ? 1 : NaN)]])),
          release: () => Promise.resolve(),
        },
      },
    });
    const all = { indices: hashes.map((_, n) => n), view: 0 };
    await expect(spoilt.embed(all)).rejects.toMatchObject({
      code: 'UNUSABLE_ENCODER',
      message: expect.stringContaining('picture 16') as string,
    });
    await whole.embed(all);
    expect(whole.embedded).toEqual([4]);
  }));
