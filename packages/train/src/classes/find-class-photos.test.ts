import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inTemporaryFolder, writePicture } from '../../test/generated-images.js';
import { findClassPhotos } from './find-class-photos.js';

it('takes files and folders, each picture once, and passes over what is none in a folder', () =>
  inTemporaryFolder(async (folder) => {
    const file = (name: string): string => join(folder, name);
    for (const name of ['a/1.png', 'a/b/2.png', '3.png']) await writePicture(file(name), [9, 9, 9], 1);
    await writeFile(file('a/notes.txt'), 'no picture');
    expect(await findClassPhotos([file('3.png'), file('a'), file('a/1.png')])).toEqual([file('3.png'), file('a/1.png'), file('a/b/2.png')]);
  }));

it('names what is not there, and a folder without pictures', () =>
  inTemporaryFolder(async (folder) => {
    await expect(findClassPhotos([join(folder, 'gone.jpg')])).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(findClassPhotos([folder])).rejects.toMatchObject({ code: 'BAD_DATA' });
  }));
