import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { describeLeftOut, LEFT_OUT_CODES, leaveOut, leaveOutBecause } from './left-out.js';

it('has the codes that docs/photos.md lists', async () => {
  const page = await readFile(new URL('../../../../docs/photos.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `([A-Z_0-9]+)` \| (.*?) \| (.*?) \| (.*?) \|$/gm)].map(([, ...cells]) => cells);
  expect(rows).toEqual(Object.entries(LEFT_OUT_CODES).map(([code, [kind, what, remedy]]) => [code, what, kind.replace('-', ' '), remedy]));
});

it.each([
  ['EACCES', 'NO_PERMISSION', 'a/1.jpg may not be read'],
  ['EPERM', 'NO_PERMISSION', 'a/1.jpg may not be read'],
  ['ENOENT', 'MISSING', 'a/1.jpg does not exist'],
  ['ELOOP', 'LINK_LOOP', 'a/1.jpg is a link that points at itself'],
  ['EIO', 'UNREADABLE', 'a/1.jpg cannot be read (EIO)'],
])('says what %s means', (system, code, text) => {
  const line = leaveOutBecause(Object.assign(new Error('no'), { code: system }), 'a/1.jpg');
  expect(line).toMatchObject({ code, kind: 'unreadable', remedy: expect.stringMatching(/\w/) as string });
  expect(describeLeftOut(line)).toBe(text);
});

it('is one line, whatever the name', () => {
  expect(describeLeftOut(leaveOut('MISSING', 'a/two\nlines\u007f.jpg', 'does not exist', 3))).toBe(
    'line 3: a/two\\x0alines\\x7f.jpg does not exist',
  );
});
