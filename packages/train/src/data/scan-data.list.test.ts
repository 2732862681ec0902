import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inTemporaryFolder } from '../../test/generated-images.js';
import { hashPhotos } from './fingerprint.js';
import { passedOver } from './file-findings.js';
import { scanData } from './scan-data.js';
import { warnOfPhotos } from './set-warnings.js';

const put = async (path: string, content = ''): Promise<string> => {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  return path;
};

describe('scanData with a manifest', () => {
  it('gives what the folder it describes gives, in the same order', () =>
    inTemporaryFolder(async (root) => {
      for (const path of ['train/cat/1.jpg', 'train/dog/2.jpg', 'val/cat/3.jpg', 'test/dog/4.png'])
        await put(join(root, 'data', path), path);
      const folder = await scanData(join(root, 'data'));
      const csv = await put(
        join(root, 'data', 'list.csv'),
        'path,label,split\ntest/dog/4.png,dog,test\ntrain/dog/2.jpg,dog,Training\n./val/cat/3.jpg,cat,valid\ntrain\\cat\\1.jpg, cat ,train\n',
      );
      const listed = await scanData(csv);
      expect(listed).toEqual({ ...folder, source: 'list', name: 'list' });
      const lines = folder.photos.map(({ path, label, split }) => JSON.stringify({ path, label, split })).join('\n');
      expect(await scanData(await put(join(root, 'data', 'Other.JSONL'), lines))).toEqual({ ...listed, name: 'Other' });
    }));

  it('takes absolute paths as they are', () =>
    inTemporaryFolder(async (root) => {
      const picture = await put(join(root, 'elsewhere', '1.jpg'));
      await put(join(root, 'lists', '2.jpg'));
      const list = await put(join(root, 'lists', 'list.csv'), `path,label\n${picture},cat\n2.jpg,dog\n`);
      expect((await scanData(list)).photos.map(({ path }) => path)).toEqual([picture, '2.jpg']);
    }));

  it('tells data apart whose labels or splits differ, whatever the order of the lines', () =>
    inTemporaryFolder(async (root) => {
      for (const name of ['1', '2', '3']) await put(join(root, `${name}.jpg`), name);
      const fingerprint = async (rows: string): Promise<string> =>
        (await hashPhotos(await scanData(await put(join(root, 'list.csv'), `path,label,split\n${rows}`)))).fingerprint;
      const first = await fingerprint('1.jpg,a,\n2.jpg,b,\n3.jpg,b,\n');
      expect(await fingerprint('3.jpg,b,\n2.jpg,b,\n1.jpg,a,\n')).toBe(first);
      expect(await fingerprint('1.jpg,a,\n2.jpg,a,\n3.jpg,b,\n')).not.toBe(first);
      expect(await fingerprint('1.jpg,a,\n2.jpg,b,\n3.jpg,b,test\n')).not.toBe(first);
    }));

  it('lists every line that cannot be used, by line, at once', () =>
    inTemporaryFolder(async (root) => {
      await put(join(root, '1.jpg'));
      await mkdir(join(root, 'folder'));
      const rows = [
        '1.jpg,cat,',
        '../secret.jpg,cat,',
        'a/../../secret.jpg,cat,',
        'missing.jpg,cat,',
        ',cat,',
        './1.jpg,dog,',
        '1.jpg,cat,',
        '2.jpg,,',
        '3.jpg,cat,trian',
        'folder,cat,',
        '4.jpg,bird,test',
        '5.jpg',
      ];
      const list = await put(join(root, 'list.csv'), `path,label,split\n${rows.join('\n')}\n`);
      const error = await scanData(list).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'BAD_DATA' });
      expect((error as { details: { problems: string[] } }).details.problems).toEqual([
        expect.stringMatching(/^line 3: .*leaves the manifest's folder/),
        expect.stringMatching(/^line 4: .*leaves the manifest's folder/),
        'line 5: missing.jpg does not exist',
        'line 6: path is empty',
        "line 7: ./1.jpg stands in line 2 already, as 'cat' instead of 'dog'",
        'line 8: 1.jpg stands in line 2 already',
        'line 10: split must be train, val or test, or empty; it is "trian"',
        'line 11: folder is not a file',
        'line 12: 4.jpg does not exist',
        'line 13: has 1 values for 3 columns; quote values that contain a comma',
        "class 'bird' has pictures for val or test but none for training",
      ]);
    }));

  it('counts what nobody has labelled yet as a warning, and trains on the rest', () =>
    inTemporaryFolder(async (root) => {
      for (const name of ['1', '2', '3']) await put(join(root, `${name}.jpg`));
      const list = await put(join(root, 'list.csv'), 'path,label,guess\n3.jpg,,cat\n1.jpg,cat,cat\n2.jpg,dog,cat\n');
      const photos = await scanData(list);
      expect(photos.photos.map(({ path }) => path)).toEqual(['1.jpg', '2.jpg']);
      expect(warnOfPhotos(photos)).toEqual([
        { code: 'NOT_LABELLED', message: '1 pictures of the list have no label yet and were left out' },
      ]);
      expect(passedOver(photos)).toMatchObject([{ severity: 'warning', code: 'NOT_LABELLED', cases: ['3.jpg'] }]);
    }));

  it.each([
    ['one class', 'path,label\n1.jpg,cat\n', { code: 'BAD_DATA', message: expect.stringContaining("only the class 'cat'") as unknown }],
    ['a header alone', 'path,label\n', { code: 'BAD_DATA', message: expect.stringContaining('it has no rows with a label') as unknown }],
    [
      'a list that nobody has labelled yet',
      'path,label\n1.jpg,\n2.jpg,\n',
      { code: 'BAD_DATA', message: expect.stringContaining('and 2 pictures without a label: write the class of each') as unknown },
    ],
    ['text that is not UTF-8', Buffer.from([0x70, 0xff, 0xfe]), { code: 'BAD_DATA', message: expect.stringContaining('UTF-8') as unknown }],
  ])('explains %s', (_, content, error) =>
    inTemporaryFolder(async (root) => {
      await put(join(root, '1.jpg'));
      await writeFile(join(root, 'list.csv'), content);
      await expect(scanData(join(root, 'list.csv'))).rejects.toMatchObject(error);
    }),
  );

  it('says NOT_FOUND for a manifest that is not there', () =>
    inTemporaryFolder(async (root) => {
      await expect(scanData(join(root, 'list.jsonl'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }));
});
