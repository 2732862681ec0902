import { expect, it } from 'vitest';
import { fileError, isMissing } from './file-error.js';

const failed = (code: string): Error => Object.assign(new Error(`${code}: why`), { code });

it.each([
  ['ENOSPC', 'STORAGE_FULL'],
  ['EDQUOT', 'STORAGE_FULL'],
  ['EFBIG', 'STORAGE_FULL'],
  ['EMFILE', 'NOT_READY'],
  ['ESTALE', 'NOT_READY'],
])('makes %s %s and keeps the cause', (code, expected) => {
  const cause = failed(code);
  expect(fileError(cause)).toMatchObject({ name: 'ServerError', code: expected, cause });
});

it('leaves any other as it is', () => {
  for (const error of [failed('EACCES'), new Error('no code'), undefined]) expect(fileError(error)).toBe(error);
});

it('tells that there is no such file, or a folder in its place', () => {
  expect(['ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES'].map((code) => isMissing(failed(code)))).toEqual([true, true, true, false]);
  expect(isMissing(undefined)).toBe(false);
});
