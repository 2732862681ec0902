import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findPhotos } from './find-photos.js';
import { readFolder } from './read-folder.js';
import { readPhotos } from './read-photos.js';
import { placeInside, WALK_LIMITS, walkBudget } from './walk-limits.js';
import { walkPictures } from './walk-pictures.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'supcon-walk-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const touch = async (...paths: string[]): Promise<void> => {
  for (const path of paths) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), 'x');
  }
};
const failure = async (reading: Promise<unknown>): Promise<unknown> =>
  reading.then(
    () => 'read',
    (error: unknown) => error,
  );

describe('a folder that is too much', () => {
  it.each(['cat/all', 'cow', 'train'])('a link to a disk as %s ends before all of it is read, and names the link', async (link) => {
    const limits = { ...WALK_LIMITS, others: 100 };
    const disk = Array.from({ length: 400 }, (_, at) => `disk/${at % 7}/${at}.txt`);
    await touch('set/cat/1.jpg', 'set/dog/1.jpg', ...disk);
    await symlink(link.includes('/') ? '../../disk' : '../disk', join(root, 'set', link));
    expect(await failure(readFolder(join(root, 'set'), limits))).toMatchObject({
      code: 'TOO_MANY_FILES',
      message: expect.stringMatching(new RegExp(`is not a folder of photos: .* more than 100 .* the link ${link}`)) as string,
      details: { others: 101 },
    });
  });

  it('folders hundreds deep', async () => {
    const deep = `cat/${Array.from({ length: 300 }, () => 'deeper').join('/')}`;
    await touch('dog/1.jpg', `${deep}/1.jpg`);
    const wanted = {
      code: 'TOO_MANY_FILES',
      message: expect.stringMatching(/more than the 64 that are read .*deeper\/deeper.*a list/) as string,
    };
    expect(await failure(readPhotos(root))).toMatchObject(wanted);
    expect(await failure(findPhotos(root))).toMatchObject(wanted);
  });

  it('takes folders as deep as the limit, counted from the folder of photos', async () => {
    const deep = (folders: number): string => `cat/${'x/'.repeat(folders - 1)}1.jpg`;
    await touch(deep(WALK_LIMITS.depth), 'dog/1.jpg');
    expect((await readPhotos(root)).photos).toHaveLength(2);
    await touch(deep(WALK_LIMITS.depth + 1));
    expect(await failure(readPhotos(root))).toMatchObject({ code: 'TOO_MANY_FILES' });
  });

  it('links in circles, through several classes, are lines and come to an end', async () => {
    const classes = ['a', 'b', 'c', 'd'];
    await touch(...classes.map((name) => `${name}/1.jpg`));
    for (const from of classes) for (const to of classes) await symlink(`../${to}`, join(root, from, `to-${to}`));
    const { photos, leftOut } = await readPhotos(root);
    // Each class reads each of the four folders once.
    expect(photos).toHaveLength(16);
    expect(new Set(leftOut.map(({ code }) => code))).toEqual(new Set(['READ_ALREADY']));
    // Of the 16 links in its four folders, three led a class on; its own folder was no link.
    expect(leftOut).toHaveLength(4 * (16 - 3));
  });

  it('more pictures in one folder than a call takes arguments', async () => {
    await mkdir(join(root, 'cat'));
    const names = Array.from({ length: 150_000 }, (_, at) => `${at}.jpg`);
    for (let at = 0; at < names.length; at += 1000)
      await Promise.all(names.slice(at, at + 1000).map((name) => writeFile(join(root, 'cat', name), '')));
    await touch('dog/1.jpg');
    expect((await readPhotos(root)).photos).toHaveLength(150_001);
  }, 120_000);
});

describe('walkBudget', () => {
  const LIMITS = { entries: 40, others: 3, depth: 2 };
  const reading = (pictures: number, others: number): (() => void) => {
    const budget = walkBudget('photos', root, LIMITS);
    return () => {
      for (let at = 0; at < pictures; at++) budget.count({ folder: 'cat' }, true);
      for (let at = 0; at < others; at++) budget.count({ folder: 'cat' }, false);
    };
  };

  it.each([
    [40, 0],
    [3, 30],
    [0, 3],
  ])('takes %i pictures beside %i others', (pictures, others) => {
    expect(reading(pictures, others)).not.toThrow();
  });

  it.each([
    [41, 0, /^photos holds more than the 40 files and folders that are read \(in cat\/\)\. Give the folder/],
    [10, 31, /^photos holds more than the 40 files/],
    [
      3,
      31,
      /^photos is not a folder of photos: it holds more than 3 files and folders that are no pictures, beside 3 pictures \(in cat\/\)/,
    ],
    [0, 4, /beside 0 pictures/],
  ])('ends at %i pictures beside %i others', (pictures, others, message) => {
    expect(reading(pictures, others)).toThrow(message);
  });

  it('ends a walk before what lies behind is looked at, and says which link to remove', async () => {
    await touch('set/cat/1.jpg', ...Array.from({ length: 50 }, (_, at) => `else/in/${at}.txt`));
    await symlink('../../else', join(root, 'set/cat/more'));
    const set = join(root, 'set');
    const walk = walkPictures(set, { folder: 'cat' }, walkBudget('set', set, LIMITS), () => undefined);
    expect(await failure(walk)).toMatchObject({
      code: 'TOO_MANY_FILES',
      message: expect.stringContaining(
        `holds folders inside each other, more than the 2 that are read (in cat/more/in/, found through the link cat/more, which leads to ${join(root, 'else')}). Remove that link, or`,
      ) as string,
      details: { folder: 'cat/more/in', through: 'cat/more', pictures: 1 },
    });
  });

  it('knows the last link on the way', () => {
    const behind = placeInside({ folder: 'a' }, { path: 'a/l', linked: true });
    expect(placeInside(behind, { path: 'a/l/b', linked: false })).toEqual({ folder: 'a/l/b', through: 'a/l' });
    expect(placeInside({ folder: 'a' }, { path: 'a/b', linked: false }).through).toBeUndefined();
  });
});
