import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { findDeadLinks } from './find-dead-links.mjs';

/** @param {Record<string, string>} pages @returns {string} the folder */
function write(pages) {
  const folder = mkdtempSync(path.join(tmpdir(), 'supcon-links-'));
  for (const [name, text] of Object.entries(pages)) writeFileSync(path.join(folder, name), text);
  return folder;
}

it('finds files and headings that are not there, with their lines', () => {
  const folder = write({
    'a.md': '# Title\n\n[a](b.md) [b](gone.md)\n[c](b.md#what-is-this) [d](b.md#nothing) [e](#title)\n[f](#no) ![g](h.png "a picture")\n',
    'b.md': '## What *is* `this`?\n',
  });
  expect(findDeadLinks(path.join(folder, 'a.md'))).toEqual([
    { line: 3, target: 'gone.md', why: 'there is no such file' },
    { line: 4, target: 'b.md#nothing', why: 'there is no such heading' },
    { line: 5, target: '#no', why: 'there is no such heading' },
    { line: 5, target: 'h.png', why: 'there is no such file' },
  ]);
});

it('knows headings that come twice, with links, in other scripts, and own anchors; and reads no code', () => {
  const folder = write({
    'a.md':
      '[a](b.md#same-1) [b](b.md#größe-und-maß) [c](b.md#see-that) [d](b.md#own) [e](https://example.org/x#y)\n\n```md\n[f](gone.md)\n```\n',
    'b.md': '# Same\n# Same\n# Größe und Maß\n# See [that](c.md)\n<a id="own"></a>\n\n```sh\n# No heading\n```\n',
  });
  expect(findDeadLinks(path.join(folder, 'a.md'))).toEqual([]);
  expect(findDeadLinks(path.join(write({ 'a.md': '[a](#no-heading)\n```sh\n# No heading\n```\n' }), 'a.md'))).toHaveLength(1);
});
