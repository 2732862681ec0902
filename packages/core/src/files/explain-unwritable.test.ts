import type * as Fs from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { explainUnwritableHome } from './explain-unwritable.js';

const readOnly = vi.hoisted(() => ({ folder: '' }));
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof Fs>();
  return {
    ...fs,
    existsSync: (path: string) => path === readOnly.folder || fs.existsSync(path),
    accessSync: (path: string, mode?: number) => {
      if (path === readOnly.folder) throw Object.assign(new Error('read-only'), { code: 'EROFS' });
      fs.accessSync(path, mode);
    },
  };
});

const systemError = (code: string, path?: string): Error =>
  Object.assign(new Error(code), { code, ...(path === undefined ? {} : { path }) });

it.each([
  [
    'EROFS',
    '/data/home',
    /^the home \/data\/home lies on a disk that is read-only \(EROFS at \/data\/home\)\. .*--home DIR or SUPCON_HOME\.$/,
  ],
  ['EACCES', '/data/home/runs', /may not be written by you \(EACCES at \/data\/home\/runs\)/],
  ['EPERM', '/data/home/runs/1', /may not be written by you/],
  // The home itself is not there yet, and its folder cannot be made.
  ['EROFS', '/data', /read-only \(EROFS at \/data\)/],
  ['EACCES', '/', /may not be written/],
])('explains %s at %s', (code, path, text) => {
  expect(explainUnwritableHome('/data/home', systemError(code, path))).toMatch(text);
});

it.each([
  ['a full disk', systemError('ENOSPC', '/data/home/runs')],
  ['a folder of another name that begins alike', systemError('EROFS', '/data/home2')],
  ['a folder beside it', systemError('EACCES', '/data/photos')],
  ['an error without a path', systemError('EACCES')],
  ['no error of the system', new Error('no')],
  ['no error', 'EROFS'],
])('says nothing of %s', (_, error) => {
  expect(explainUnwritableHome('/data/home', error)).toBeUndefined();
});

it('looks behind the ENOENT that Node gives on a read-only disk for folders one in another', () => {
  const hidden = (path: string): Error => Object.assign(systemError('ENOENT', path), { syscall: 'mkdir' });
  // A disk that a test may not mount: of it, the folder /disk is there.
  readOnly.folder = '/disk';
  expect(explainUnwritableHome('/disk/a/home', hidden('/disk/a/home/runs'))).toMatch(/read-only \(EROFS at \/disk\/a\/home\/runs\)/);
  // One that can be written had another reason.
  expect(explainUnwritableHome(tmpdir(), hidden(join(tmpdir(), 'none', 'runs')))).toBeUndefined();
  expect(explainUnwritableHome('/disk/a/home', systemError('ENOENT', '/disk/a/home/config.json'))).toBeUndefined();
});

it('explains what the system really says of a home that is a file, or lies below one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'supcon-home-'));
  try {
    const file = join(folder, 'file');
    await writeFile(file, '');
    for (const home of [file, join(file, 'below'), join(file, 'far', 'below')]) {
      const error: unknown = await mkdir(join(home, 'runs'), { recursive: true }).catch((thrown: unknown) => thrown);
      expect(explainUnwritableHome(home, error)).toMatch(/^the home .* is a file/);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});
