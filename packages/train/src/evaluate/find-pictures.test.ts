import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { inTemporaryFolder } from '../../test/generated-images.js';
import { findPictures } from './find-pictures.js';

it('finds pictures at any depth, and nothing else', () =>
  inTemporaryFolder(async (folder) => {
    for (const path of ['b.JPG', 'x/y/a.png', 'x/notes.txt', '.hidden/c.png', 'x/.d.png']) {
      await mkdir(join(folder, path, '..'), { recursive: true });
      await writeFile(join(folder, path), '');
    }
    expect(await findPictures(folder)).toEqual(['b.JPG', 'x/y/a.png']);
    expect(await findPictures(`${relative(process.cwd(), folder)}/`)).toEqual(['b.JPG', 'x/y/a.png']);
    await expect(findPictures(join(folder, '.hidden', 'none'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await mkdir(join(folder, 'empty'));
    await expect(findPictures(join(folder, 'empty'))).rejects.toMatchObject({ code: 'BAD_DATA' });
  }));
