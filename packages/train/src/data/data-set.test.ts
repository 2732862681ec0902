import { copyFile, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { inTemporaryFolder, writeColourData, writePicture } from '../../test/generated-images.js';
import { createReporter } from '../console/reporter.js';
import { openDataSet, type DataSet } from './data-set.js';

const recipe = { cacheSize: 20, imageSize: 16, split: { validation: 0.1, test: 0.2 } };

async function withData<T>(data: string, home: string, use: (data: DataSet) => T | Promise<T>, nearDuplicates = true): Promise<T> {
  const reporter = createReporter({ stderr: { write: () => true } as unknown as NodeJS.WritableStream });
  const set = await openDataSet(data, { recipe, seed: 1, skipBad: false, cacheFolder: join(home, 'cache'), reporter, nearDuplicates });
  try {
    return await use(set);
  } finally {
    await set.close();
  }
}

describe('openDataSet', () => {
  it('gives the same for a folder and for a manifest of it: files, split, pixels', () =>
    inTemporaryFolder(async (home) => {
      const root = join(home, 'data');
      await writeColourData(root, { train: 8, test: 3 });
      const folder = await withData(root, home, async (set) => ({ ...set, pixels: await set.training.read([0, 5]) }));
      const rows = folder.paths.map((path) => `${path},${path.split('/')[1]!},${path.split('/')[0]!}`);
      await writeFile(join(root, 'list.csv'), `path,label,split\n${rows.reverse().join('\n')}\n`);
      await withData(join(root, 'list.csv'), home, async (set) => {
        const { paths, labels, classes, split } = folder;
        expect(set).toMatchObject({ name: 'list', paths, labels, classes, split });
        expect(await set.training.read([0, 5])).toEqual(folder.pixels);
        expect(set.fingerprint).not.toBe(folder.fingerprint);
      });
    }));

  it('keeps a re-encoded copy on the side of its original, and moves nobody else', () =>
    inTemporaryFolder(async (home) => {
      const root = join(home, 'data');
      await writeColourData(root, { '': 20 });
      for (let n = 0; n < 10; n++)
        await sharp(await readFile(join(root, 'red', `${n}.png`)))
          .resize(96, 96)
          .jpeg({ quality: 90 })
          .toFile(join(root, 'red', `copy-${n}.jpg`));
      const sideOf = ({ paths, split }: DataSet, path: string): string =>
        (['train', 'validation', 'test'] as const).find((name) => split[name].includes(paths.indexOf(path)))!;
      const sides = (set: DataSet): Record<string, string> => Object.fromEntries(set.paths.map((path) => [path, sideOf(set, path)]));
      const before = await withData(root, home, sides, false);
      const after = await withData(root, home, sides);
      const divided = (of: Record<string, string>): number[] =>
        Array.from({ length: 10 }, (_, n) => n).filter((n) => of[`red/${n}.png`] !== of[`red/copy-${n}.jpg`]);
      expect(divided(before).length).toBeGreaterThan(0);
      expect(divided(after)).toEqual([]);
      for (const [path, side] of Object.entries(after))
        if (!divided(before).some((n) => [`red/${n}.png`, `red/copy-${n}.jpg`].includes(path)))
          expect([path, side]).toEqual([path, before[path]]);
    }));

  it('warns of copies and look-alikes of training pictures in test/, which it leaves there', () =>
    inTemporaryFolder(async (home) => {
      const root = join(home, 'data');
      await writeColourData(root, { train: 10, test: 3 });
      await copyFile(join(root, 'train/red/4.png'), join(root, 'test/red/exact.png'));
      await sharp(join(root, 'train/blue/5.png')).resize(60).webp({ quality: 95 }).toFile(join(root, 'test/blue/near.webp'));
      await mkdir(join(root, 'test/green'), { recursive: true });
      await withData(root, home, ({ warnings, split, paths }) => {
        expect(warnings.filter(({ code }) => code !== 'SMALL_CLASS')).toEqual([
          { code: 'DUPLICATES_ACROSS_SPLITS', message: expect.stringMatching(/^1 validation or test pictures are exact copies/) as string },
          {
            code: 'NEAR_DUPLICATES_ACROSS_SPLITS',
            message: expect.stringMatching(/^1 validation or test pictures show the same/) as string,
          },
        ]);
        expect(split.test.map((index) => paths[index])).toContain('test/blue/near.webp');
      });
    }));

  it('goes on without what cannot be opened where it is asked to, and otherwise refuses naming all of it', () =>
    inTemporaryFolder(async (home) => {
      const root = join(home, 'data');
      await writeColourData(root, { '': 6 });
      await symlink('/proc/self/mem', join(root, 'red', 'unreadable.jpg'));
      await writeFile(join(root, 'blue', 'damaged.jpg'), 'x');
      const open = (skipBad: boolean): Promise<DataSet> => {
        const reporter = createReporter({ stderr: { write: () => true } as unknown as NodeJS.WritableStream });
        return openDataSet(root, { recipe, seed: 1, skipBad, cacheFolder: join(home, 'cache'), reporter });
      };
      await expect(open(false)).rejects.toMatchObject({
        code: 'BAD_IMAGES',
        message: expect.stringMatching(
          /^2 of 20 files [^]*- red\/unreadable\.jpg cannot be read \(EIO\)\n {2}- blue\/damaged\.jpg: /,
        ) as string,
      });
      await symlink('/nowhere', join(root, 'red', 'broken.jpg'));
      await expect(open(false)).rejects.toMatchObject({ code: 'BAD_DATA', message: expect.stringContaining('red/broken.jpg') as string });
      const set = await open(true);
      await set.close();
      expect(set.paths).toHaveLength(19);
      expect(set.warnings.find(({ code }) => code === 'BAD_IMAGES_SKIPPED')?.message).toMatch(
        /^3 files .*\n.*broken\.jpg is a link.*\n.*unreadable\.jpg cannot.*\n.*damaged\.jpg: /,
      );
    }));

  it('says what is left out, unmeasured or uneven', () =>
    inTemporaryFolder(async (home) => {
      const root = join(home, 'data');
      await writeColourData(root, { train: 8, test: 3 });
      await rm(join(root, 'test/red'), { recursive: true });
      for (let n = 0; n < 3; n++) await writePicture(join(root, 'train/Red', `${n}.png`), [150, 10, 10], n);
      await writePicture(join(root, 'train/loose.png'), [1, 2, 3], 4);
      await writeFile(join(root, 'train/red/notes.txt'), '');
      await withData(root, home, ({ warnings }) => {
        const said = Object.fromEntries(warnings.map(({ code, message }) => [code, message]));
        expect(said).toMatchObject({
          FILES_IGNORED: expect.stringMatching(/^1 files/) as string,
          LOOSE_PICTURES: expect.stringMatching(/^1 pictures that lie in no class/) as string,
          SUSPECT_NAMES: expect.stringContaining('"Red" and "red"') as string,
          CLASS_NOT_MEASURED: expect.stringMatching(/^2 classes have no test pictures.*\n {2}- Red\n {2}- red$/) as string,
          IMBALANCE: expect.stringMatching(/3\.5 times .*'red' 7, 'Red' 2 to train with/) as string,
        });
      });
    }));
});
