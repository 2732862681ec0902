import { describe, expect, it } from 'vitest';
import sharp, { type Sharp } from 'sharp';
import { createRng } from '@supcon/core';
import { decodeImage } from '@supcon/core/image';
import { findNearDuplicates, groupAlike, type Thumbnails } from './near-duplicates.js';
import { hammingDistance, similarityOf, THUMBNAIL_SIZE, type Likeness } from './perceptual-hash.js';

/** A "photo": soft blobs of colour on a ground, 320 x 240. */
async function photo(seed: number): Promise<Buffer> {
  const rng = createRng(seed, 'photo');
  const colour = (): string => `rgb(${rng.integer(256)},${rng.integer(256)},${rng.integer(256)})`;
  const blobs = Array.from(
    { length: 14 },
    () =>
      `<ellipse cx="${rng.integer(320)}" cy="${rng.integer(240)}" rx="${10 + rng.integer(70)}" ry="${10 + rng.integer(70)}" fill="${colour()}"/>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="240"><rect width="320" height="240" fill="${colour()}"/>${blobs.join('')}</svg>`;
  return sharp(Buffer.from(svg)).blur(2).png().toBuffer();
}

const LUMA: [number, number, number] = [0.299, 0.587, 0.114];

const CHANGES: readonly (readonly [string, (picture: Sharp) => Sharp])[] = [
  ['re-encoded as JPEG of quality 85', (picture) => picture.jpeg({ quality: 85 })],
  ['re-encoded as JPEG of quality 30', (picture) => picture.jpeg({ quality: 30 })],
  ['made smaller by half', (picture) => picture.resize(160).jpeg()],
  ['made larger', (picture) => picture.resize(480, undefined, { kernel: 'cubic' }).webp()],
  ['brightened by a tenth', (picture) => picture.linear(1.1, 0).jpeg()],
  ['darkened, with less contrast', (picture) => picture.linear(0.8, 10).jpeg()],
  ['made grey (luma of Rec. 601)', (picture) => picture.recomb([LUMA, LUMA, LUMA]).jpeg()],
];

async function thumbnails(files: readonly Uint8Array[]): Promise<Thumbnails> {
  const decoded = await Promise.all(files.map((file) => decodeImage(file, { size: THUMBNAIL_SIZE, thumbnail: true })));
  return {
    count: files.length,
    bad: new Set(),
    read: (indices) => Promise.resolve(new Uint8Array(Buffer.concat(indices.map((at) => decoded[at]!)))),
  };
}

describe('findNearDuplicates', () => {
  it.each(CHANGES)('finds a picture again that was %s, and takes no other for it', async (_, change) => {
    const originals = await Promise.all(Array.from({ length: 12 }, (__, seed) => photo(seed)));
    const copies = await Promise.all(originals.map((original) => change(sharp(original)).toBuffer()));
    expect(await findNearDuplicates(await thumbnails([...originals, ...copies]))).toEqual(originals.map((__, at) => [at, at + 12]));
  });

  it('leaves different pictures alone, mirrored ones and plain ones too', async () => {
    const originals = await Promise.all(Array.from({ length: 60 }, (_, seed) => photo(seed)));
    const mirrored = await sharp(originals[0]).flop().png().toBuffer();
    const plain = await Promise.all(
      ['#808080', '#808080', '#102030'].map((background) =>
        sharp({ create: { width: 40, height: 40, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    );
    expect(await findNearDuplicates(await thumbnails([...originals, mirrored, ...plain]))).toEqual([]);
  });

  it('passes over pictures that could not be decoded', async () => {
    const copy = await photo(1);
    const small = await thumbnails([copy, copy, copy]);
    expect(await findNearDuplicates({ ...small, bad: new Set([1]) })).toEqual([[0, 2]]);
  });
});

/** Likenesses with hashes close to each other and pixels that agree or not. */
function crowd(count: number, seed: number): Likeness[] {
  const rng = createRng(seed, 'crowd');
  const word = (): number => rng.integer(0x10000) * 0x10000 + rng.integer(0x10000);
  const centres = Array.from({ length: Math.ceil(count / 4) }, () => {
    const pixels = Uint8Array.from({ length: 768 }, () => rng.integer(256));
    return { hash: [word(), word()] as [number, number], pixels, grey: false };
  });
  return Array.from({ length: count }, () => {
    const centre = centres[rng.integer(centres.length)]!;
    const hash: [number, number] = [...centre.hash];
    for (let flips = rng.integer(14); flips > 0; flips--) {
      const word = rng.integer(2);
      hash[word] = (hash[word]! ^ (1 << rng.integer(32))) >>> 0;
    }
    const other = rng.uniform() < 0.3;
    return { hash, pixels: other ? Uint8Array.from({ length: 768 }, () => rng.integer(256)) : centre.pixels, grey: false };
  });
}

/** Every pair, and then everything that hangs together. */
function naiveGroups(likenesses: readonly Likeness[]): number[][] {
  let groups = likenesses.map((_, at) => [at]);
  for (let a = 0; a < likenesses.length; a++)
    for (let b = 0; b < a; b++) {
      if (hammingDistance(likenesses[a]!.hash, likenesses[b]!.hash) > 10 || similarityOf(likenesses[a]!, likenesses[b]!) < 0.97) continue;
      const [one, two] = [groups.find((group) => group.includes(a))!, groups.find((group) => group.includes(b))!];
      if (one !== two) groups = [...groups.filter((group) => group !== one && group !== two), [...one, ...two]];
    }
  return groups
    .filter((group) => group.length > 1)
    .map((group) => group.sort((a, b) => a - b))
    .sort((a, b) => a[0]! - b[0]!);
}

describe('groupAlike', () => {
  it('finds what comparing every pair finds', () => {
    for (const seed of [1, 2, 3]) {
      const likenesses = crowd(300, seed);
      const wanted = naiveGroups(likenesses);
      expect(wanted.length).toBeGreaterThan(20);
      expect(groupAlike(likenesses)).toEqual(wanted);
    }
  });

  it('is not squared in the number of pictures with one hash', () => {
    const [one] = crowd(1, 0);
    // Each with each would be 200 million correlations of 768 pixels: this test would not end.
    expect(groupAlike(Array<Likeness>(20_000).fill(one!))).toHaveLength(1);
  });
});
