import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { readPhotos } from '@supcon/core/photos';
import { inTemporaryFolder } from '../../test/generated-images.js';
import type { Suggestion } from './suggestion.js';
import { suggestionList } from './suggestion-list.js';

const suggestion = (file: string, label?: string): Suggestion => ({
  ...{ file, name: file, hash: file, rank: 1, uncertainty: 0.5, standsFor: 3, unknown: false },
  guesses: label === undefined ? [] : [{ label, probability: 0.75 }],
});

describe('suggestionList', () => {
  it('is read back by the reader of lists, whatever the files are called: what is filled in counts, the rest is open', () =>
    inTemporaryFolder(async (root) => {
      const names = ['a, b.jpg', '=sum.jpg', '-1.jpg', ' space.jpg', 'ümlaut "x".jpg', 'sub/@home.jpg', 'back\\slash.jpg'];
      const elsewhere = join(root, 'elsewhere', 'z.jpg');
      await mkdir(join(root, 'lists', 'sub'), { recursive: true });
      await mkdir(join(root, 'elsewhere'));
      const files = [...names.map((name) => join(root, 'lists', name)), elsewhere];
      for (const file of files) await writeFile(file, '');
      const list = join(root, 'lists', 'to-label.csv');
      const known = { file: join(root, 'lists', 'known.jpg'), name: 'known.jpg', hash: 'h', label: 'rose', split: 'test' } as const;
      await writeFile(known.file, '');
      const text = suggestionList(
        list,
        files.map((file) => suggestion(file, 'rose')),
        [known],
      );
      await writeFile(list, text);
      const open = await readPhotos(list);
      expect(open.photos).toEqual([{ path: 'known.jpg', label: 'rose', split: 'test' }]);
      expect(open.leftOut.map(({ code }) => code)).toEqual(files.map(() => 'UNLABELLED'));
      // A person fills in every second row.
      const rows = parse(text);
      const filled = rows.map((row, at) => (at > 0 && at % 2 === 1 && row[1] === '' ? [row[0]!, 'tulip', ...row.slice(2)] : row));
      await writeFile(list, filled.map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')).join('\n'));
      const read = await readPhotos(list);
      const expected = files.filter((_, at) => at % 2 === 0);
      expect(new Set(read.photos.filter(({ label }) => label === 'tulip').map(({ path }) => join('/', path)))).toEqual(
        new Set(expected.map((file) => join('/', file === elsewhere ? file : file.slice(join(root, 'lists').length + 1)))),
      );
    }));

  it('leaves no cell that a spreadsheet would run', () => {
    const rows = parse(suggestionList('/a/list.csv', [suggestion('/a/=1.jpg', '=cmd()')], []));
    expect(rows.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
    const known = { file: '/a/1.jpg', name: '1.jpg', hash: 'h', label: '=cmd()', split: undefined };
    expect(() => suggestionList('/a/list.csv', [], [known])).toThrow(/"=cmd\(\)" begins with a sign/);
  });
});
