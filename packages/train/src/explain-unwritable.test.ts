import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '@supcon/core/files';
import { expect, it } from 'vitest';
import { inTemporaryFolder } from '../test/generated-images.js';
import { explainUnwritable } from './explain-unwritable.js';

const failing = (file: string): Promise<unknown> =>
  writeFileAtomic(file, 'text').then(
    () => undefined,
    (error: unknown) => error,
  );

it('names the file that was to be written, and why it could not be', () =>
  inTemporaryFolder(async (folder) => {
    await writeFile(join(folder, 'file'), '');
    await mkdir(join(folder, 'folder', 'below'), { recursive: true });
    const cases: [string, RegExp][] = [
      [
        join(folder, 'file', 'x.csv'),
        /file\/x\.csv cannot be written: a file lies where a folder should be \((ENOTDIR|EEXIST)\); give another place/,
      ],
      [join(folder, 'folder'), /folder cannot be written: a folder has that name \(EISDIR\)/],
      [join(folder, 'n'.repeat(300)), /nnn cannot be written: the name is too long \(ENAMETOOLONG\)/],
    ];
    for (const [file, message] of cases)
      expect(explainUnwritable(await failing(file))).toMatchObject({
        code: 'UNWRITABLE',
        message: expect.stringMatching(message) as string,
      });
  }));

it('says that there is no room, and leaves other errors as they are', () => {
  const full = Object.assign(new Error('no'), { code: 'ENOSPC', writing: '/data/next.csv' });
  expect(explainUnwritable(full)).toMatchObject({
    code: 'DISK_FULL',
    message: expect.stringContaining('no room left to write /data/next.csv (ENOSPC)') as string,
  });
  for (const other of [
    new Error('no'),
    Object.assign(new Error('no'), { code: 'EACCES' }),
    Object.assign(new Error('no'), { code: 'EIO', writing: 'a' }),
  ])
    expect(explainUnwritable(other)).toBe(other);
});
