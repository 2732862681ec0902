import { readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeImage, DECODING, FIRST_DECODING } from '@supcon/core/image';
import sharp from 'sharp';
import { inTemporaryFolder, writePicture } from '../../test/generated-images.js';
import { openPixelCache } from './pixel-cache.js';

const withPictures = (use: (options: Parameters<typeof openPixelCache>[0]) => Promise<void>): Promise<void> =>
  inTemporaryFolder(async (root) => {
    const paths = ['a.png', 'b.png', 'c.png', 'd.png'];
    for (const [seed, path] of paths.entries()) await writePicture(join(root, path), [100, 120, 140], seed);
    await use({ root, paths, size: 12, fingerprint: 'f'.repeat(64), cacheFolder: join(root, 'cache') });
  });

async function writtenPicture(root: string): Promise<string> {
  const file = join(root, 'source.png');
  await writePicture(file, [100, 120, 140], 3);
  return file;
}

describe('openPixelCache', () => {
  it('gives the pixels that decodeImage gives, in any order', () =>
    withPictures(async (options) => {
      const cache = await openPixelCache(options);
      const order = [3, 0, 1, 2, 2];
      const wanted = await Promise.all(
        order.map(async (at) => decodeImage(await readFile(join(options.root, options.paths[at]!)), { size: 12 })),
      );
      expect(Buffer.from(await cache.read(order))).toEqual(Buffer.concat(wanted));
      await cache.close();
    }));

  it('decodes once: a second opening reads the file that is there', () =>
    withPictures(async (options) => {
      let decoded = 0;
      const counting = {
        ...options,
        onImage: () => {
          decoded++;
        },
      };
      await (await openPixelCache(counting)).close();
      expect(decoded).toBe(4);
      await (await openPixelCache(counting)).close();
      expect(decoded).toBe(4);
      await (await openPixelCache({ ...counting, size: 8 })).close();
      expect(decoded).toBe(8);
    }));

  it('keeps the pixels of each way apart', () =>
    inTemporaryFolder(async (root) => {
      await sharp(await readFile(await writtenPicture(root)))
        .jpeg()
        .toFile(join(root, 'a.jpg'));
      const options = { root, paths: ['a.jpg'], size: 12, fingerprint: 'f'.repeat(64), cacheFolder: join(root, 'cache') };
      const seen = [];
      for (const decoding of [FIRST_DECODING, DECODING, FIRST_DECODING]) {
        const cache = await openPixelCache({ ...options, decoding });
        const pixels = await cache.read([0]);
        expect(Buffer.from(pixels)).toEqual(Buffer.from(await decodeImage(join(root, 'a.jpg'), { size: 12, decoding })));
        seen.push(pixels);
        await cache.close();
      }
      expect(seen[0]).not.toEqual(seen[1]);
    }));

  it('decodes again what was refused once the limit is another, and tells of pictures that are cut off', () =>
    inTemporaryFolder(async (root) => {
      const jpeg = await sharp(await readFile(await writtenPicture(root)))
        .jpeg()
        .toBuffer();
      await writeFile(join(root, 'whole.jpg'), jpeg);
      await writeFile(join(root, 'cut.jpg'), jpeg.subarray(0, -2));
      const options = { root, paths: ['whole.jpg', 'cut.jpg'], size: 12, fingerprint: 'e'.repeat(64), cacheFolder: join(root, 'cache') };
      const open = async (maxPixels: number): Promise<[number, string[]]> => {
        const cache = await openPixelCache({ ...options, maxPixels });
        await cache.close();
        return [cache.bad.size, [...cache.warnings.values()].map(({ path, reason }) => `${path}: ${reason}`)];
      };
      expect(await open(1)).toEqual([2, []]);
      const warning = 'cut.jpg: the end of this JPEG is missing, but all of its rows are there';
      expect(await open(1e6)).toEqual([0, [warning]]);
      expect(await open(1)).toEqual([0, [warning]]);
    }));

  it('makes a cache again that is cut off, and leaves no temporary files', () =>
    withPictures(async (options) => {
      const first = await openPixelCache(options);
      const pixels = await first.read([0, 1, 2, 3]);
      await first.close();
      const file = join(
        options.cacheFolder,
        (await readdir(options.cacheFolder)).find((name) => name.endsWith('.rgb'))!,
      );
      await truncate(file, 100);
      const again = await openPixelCache(options);
      expect(await again.read([0, 1, 2, 3])).toEqual(pixels);
      await again.close();
      expect((await stat(file)).size).toBe(4 * 12 * 12 * 3);
      expect((await readdir(options.cacheFolder)).filter((name) => name.includes('tmp'))).toEqual([]);
    }));

  it('never passes off zeros as pixels when the file is cut off while it is open', () =>
    withPictures(async (options) => {
      const cache = await openPixelCache(options);
      const name = (await readdir(options.cacheFolder)).find((file) => file.endsWith('.rgb'))!;
      await truncate(join(options.cacheFolder, name), 3 * 12 * 12 * 3 + 1);
      expect(await cache.read([2, 0])).toHaveLength(2 * 12 * 12 * 3);
      await expect(cache.read([0, 3])).rejects.toMatchObject({ code: 'BAD_DATA', message: expect.stringContaining('picture 3') as string });
      await cache.close();
    }));

  it('remembers files that are no pictures, with the reason', () =>
    withPictures(async (options) => {
      await writeFile(join(options.root, 'b.png'), 'just text');
      await writeFile(join(options.root, 'd.png'), '');
      for (let opening = 0; opening < 2; opening++) {
        const cache = await openPixelCache(options);
        expect([...cache.bad.values()]).toEqual([
          { path: 'b.png', reason: expect.stringContaining('just text') as string },
          { path: 'd.png', reason: expect.stringContaining('empty') as string },
        ]);
        await cache.close();
      }
    }));
});
