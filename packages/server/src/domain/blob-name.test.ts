import { expect, it } from 'vitest';
import { isBlobName, requireBlobContentType, requireBlobName } from './blob-name.js';

it('takes lower-case words with / between', () => {
  for (const name of ['a', '1/ab/0b7c.original', 'a_b/c-d.e', 'x.jpg.original', 'jpg', 'x'.repeat(512)]) {
    expect([name, isBlobName(name)]).toEqual([name, true]);
    expect(requireBlobName(name)).toBe(name);
  }
});

it.each(['', '.', '..', 'a/..', 'a//b', '/a', 'a/', 'A', 'a b', 'a%2fb', 'ä', 'a\n', 'x'.repeat(513)])('refuses %j', (name) => {
  expect(isBlobName(name)).toBe(false);
  expect(() => requireBlobName(name)).toThrow('lower-case words');
});

it.each(['a.jpg', '1/b.png', 'x.original.webp', 'c.gif'])('leaves the ending of %j to the content type', (name) => {
  expect(isBlobName(name)).toBe(false);
  expect(() => requireBlobName(name)).toThrow('content type');
});

it('takes the content types of the table alone', () => {
  expect(requireBlobContentType('image/gif')).toBe('image/gif');
  expect(() => requireBlobContentType('image/jxl')).toThrow("'image/jxl' is not kept here, only image/jpeg");
  expect(() => requireBlobContentType('constructor')).toThrow('not kept here');
});
