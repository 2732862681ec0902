import { appendFile, copyFile, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { inTemporaryFolder, writeColourData, writePicture } from '../../test/generated-images.js';
import { checkData, type DataCheck } from './check-data.js';
import { formatCheck } from './format-check.js';

const cases = (check: DataCheck, code: string): readonly string[] | undefined =>
  check.findings.find((finding) => finding.code === code)?.cases;

describe('checkData', () => {
  it('finds nothing in a folder that is in order', () =>
    inTemporaryFolder(async (root) => {
      await writeColourData(root, { '': 21 });
      const progress: number[] = [];
      const check = await checkData(root, (done, total) => progress.push(done / total));
      expect(progress).toHaveLength(63);
      expect(progress.at(-1)).toBe(1);
      expect(check).toMatchObject({ files: 63, bad: 0, imbalance: 1, copies: { exact: 0, near: 0 }, findings: [] });
      expect(check.classes[2]).toEqual({ label: 'red', pictures: { train: 0, validation: 0, test: 0, open: 21 }, total: 21 });
      expect(check.width).toEqual({ min: 24, median: 24, max: 24 });
      expect(formatCheck(check)).toMatch(
        /63 pictures of 3 classes\n {2}class {2}pictures\n {2}blue {9}21\n[\s\S]*These data are in order\.$/,
      );
    }));

  it('tells exact and near copies within a class, across classes and across splits', () =>
    inTemporaryFolder(async (root) => {
      await writeColourData(root, { train: 22, test: 4 });
      const near = async (from: string, to: string): Promise<unknown> =>
        sharp(await readFile(join(root, from)))
          .resize(70)
          .jpeg({ quality: 90 })
          .toFile(join(root, to));
      await copyFile(join(root, 'train/red/0.png'), join(root, 'test/red/leak.png'));
      await near('train/blue/1.png', 'test/blue/leak.jpg');
      await near('train/green/2.png', 'train/blue/wrong.jpg');
      await copyFile(join(root, 'train/green/3.png'), join(root, 'train/green/again.png'));
      const check = await checkData(root);
      expect(check.copies).toEqual({ exact: 2, near: 2 });
      expect(cases(check, 'LEAKS')).toEqual([
        'test/blue/leak.jpg = train/blue/1.png (near)',
        'test/red/leak.png = train/red/0.png (exact)',
      ]);
      expect(cases(check, 'COPIES_ACROSS_CLASSES')).toEqual(['train/blue/wrong.jpg = train/green/2.png (near)']);
      expect(cases(check, 'COPIES_WITHIN_CLASS')).toEqual(['train/green/3.png = train/green/again.png (exact)']);
      expect(check.findings.every(({ severity }) => severity === 'warning')).toBe(true);
    }));

  it('counts exact copies of a picture of one colour, which look like every other such picture', () =>
    inTemporaryFolder(async (root) => {
      await writeColourData(root, { '': 21 });
      for (const [name, background] of [
        ['one.png', '#334455'],
        ['two.png', '#334455'],
        ['other.png', '#344455'],
      ] as const)
        await sharp({ create: { width: 20, height: 20, channels: 3, background } })
          .png()
          .toFile(join(root, 'red', name));
      expect(cases(await checkData(root), 'COPIES_WITHIN_CLASS')).toEqual(['red/one.png = red/two.png (exact)']);
    }));

  it('lists bad files with the reason, tiny classes, imbalance and files left out', () =>
    inTemporaryFolder(async (root) => {
      await writeColourData(root, { '': 24 });
      for (let n = 0; n < 5; n++) await writePicture(join(root, 'grey', `${n}.png`), [120, 120, 120], n, 40);
      await writeFile(join(root, 'red', 'empty.jpg'), '');
      await appendFile(join(root, 'red', 'notes.txt'), 'notes');
      const check = await checkData(root);
      expect(check).toMatchObject({ files: 78, bad: 1, imbalance: 24 / 5, width: { min: 24, median: 24, max: 40 } });
      expect(check.findings.map(({ code, severity }) => `${severity} ${code}`)).toEqual([
        'error BAD_IMAGES',
        'warning SMALL_CLASS',
        'warning IMBALANCE',
        'warning FILES_IGNORED',
      ]);
      expect(cases(check, 'BAD_IMAGES')).toEqual([expect.stringMatching(/^red\/empty\.jpg: .*empty/)]);
      expect(cases(check, 'SMALL_CLASS')).toEqual(['grey: 5']);
      expect(cases(check, 'FILES_IGNORED')).toEqual(['red/notes.txt']);
      const text = formatCheck(check);
      for (const part of [
        'red/empty.jpg',
        'grey: 5',
        '4.8 times',
        'red/notes.txt',
        '--skip-bad',
        'Training refuses these data as they are: 1 error, 3 warnings.',
      ])
        expect(text).toContain(part);
    }));

  it('shows what cannot be opened, what is left out and which classes may be one', () =>
    inTemporaryFolder(async (root) => {
      await writeColourData(root, { train: 21, test: 3 });
      await rm(join(root, 'test', 'red'), { recursive: true });
      await symlink('/nowhere/1.jpg', join(root, 'train', 'red', 'broken.jpg'));
      await symlink('/proc/self/mem', join(root, 'train', 'red', 'unreadable.jpg'));
      await writePicture(join(root, 'loose.png'), [1, 2, 3], 1);
      await symlink('.', join(root, 'train', 'blue', 'again'));
      await writePicture(join(root, 'train', 'Red', '1.png'), [200, 20, 20], 1);
      const check = await checkData(root);
      expect(cases(check, 'UNREADABLE_FILES')).toEqual([
        expect.stringMatching(/^train\/red\/broken\.jpg is a link that points nowhere \(BROKEN_LINK: mend/),
        expect.stringMatching(/^train\/red\/unreadable\.jpg cannot be read \(EIO\) \(UNREADABLE: check/),
      ]);
      expect(cases(check, 'LOOSE_PICTURES')).toEqual(['loose.png']);
      expect(cases(check, 'FOLDERS_READ_ALREADY')).toEqual(['train/blue/again/']);
      expect(cases(check, 'SUSPECT_NAMES')).toEqual(['"Red" and "red"']);
      expect(cases(check, 'CLASS_NOT_MEASURED')).toEqual(['Red', 'red']);
    }));

  it('says as an error which classes training would refuse', () =>
    inTemporaryFolder(async (root) => {
      await writeColourData(root, { '': 21 });
      await rm(join(root, 'red'), { recursive: true });
      await mkdir(join(root, 'red'));
      await writePicture(join(root, 'red', '1.png'), [200, 20, 20], 1);
      const check = await checkData(root);
      expect(check.findings.find(({ code }) => code === 'TOO_FEW')).toMatchObject({
        severity: 'error',
        cases: ["class 'red' has 1 different picture, needs at least 4"],
      });
    }));

  it('takes a manifest, with sizes as they are shown', () =>
    inTemporaryFolder(async (root) => {
      await writeColourData(root, { '': 21 });
      await sharp({ create: { width: 60, height: 30, channels: 3, background: '#a03010' } })
        .withMetadata({ orientation: 6 })
        .jpeg()
        .toFile(join(root, 'turned.jpg'));
      const rows = ['blue', 'green', 'red'].flatMap((label) => Array.from({ length: 21 }, (_, n) => `${label}/${n}.png,${label}`));
      await writeFile(join(root, 'list.csv'), ['path,label', ...rows, 'turned.jpg,red', ''].join('\n'));
      const check = await checkData(join(root, 'list.csv'));
      expect(check).toMatchObject({ files: 64, width: { max: 30 }, height: { max: 60 } });
    }));
});
