import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findPhotos } from './find-photos.js';
import { describeLeftOut } from './left-out.js';
import { readPhotos } from './read-photos.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'supcon-photos-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const touch = async (...paths: (string | Buffer)[]): Promise<void> => {
  for (const path of paths) {
    const file = Buffer.concat([Buffer.from(`${root}/`), Buffer.from(path)]);
    await mkdir(file.subarray(0, file.lastIndexOf(0x2f)), { recursive: true });
    await writeFile(file, 'x');
  }
};
const link = async (path: string, target: string): Promise<void> => {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await symlink(target, join(root, path));
};
const read = async (path = '.'): Promise<{ paths: string[]; labels: readonly string[]; leftOut: string[] }> => {
  const { photos, labels, leftOut } = await readPhotos(join(root, path));
  return {
    paths: photos.map((photo) => photo.path),
    labels,
    leftOut: leftOut.map((line) => `${line.code} ${describeLeftOut(line)}`),
  };
};

describe('readPhotos of a folder leaves out, with a line each,', () => {
  beforeEach(() => touch('cat/1.jpg', 'dog/1.jpg'));

  it.each<[string, () => Promise<unknown>, string]>([
    ['a broken link to a picture', () => link('cat/2.jpg', '/nowhere/2.jpg'), 'BROKEN_LINK cat/2.jpg is a link that points nowhere'],
    ['a broken link to a class', () => link('cow', '/nowhere/cow'), 'BROKEN_LINK cow is a link that points nowhere'],
    ['a broken link without an ending', () => link('cat/more', 'gone'), 'BROKEN_LINK cat/more is a link that points nowhere'],
    ['a link to itself', () => link('cat/2.jpg', '2.jpg'), 'LINK_LOOP cat/2.jpg is a link that points at itself'],
    [
      'a link whose target has too long a name',
      () => link('cat/2.jpg', 'y'.repeat(300)),
      'UNREADABLE cat/2.jpg cannot be read (ENAMETOOLONG)',
    ],
    ['a link through a file', () => link('cat/2.jpg', '1.jpg/2.jpg'), 'UNREADABLE cat/2.jpg cannot be read (ENOTDIR)'],
    [
      'a folder called .jpg',
      () => touch('cat/album.JPG/2.jpg'),
      'FOLDER_NAMED_PICTURE cat/album.JPG/ is a folder, though it has the ending of a picture',
    ],
    [
      'a link to a folder, called .jpg',
      () => link('cat/album.jpg', '../dog'),
      'FOLDER_NAMED_PICTURE cat/album.jpg/ is a link to a folder, though it has the ending of a picture',
    ],
    [
      'a pipe',
      () => Promise.resolve(execFileSync('mkfifo', [join(root, 'cat/2.jpg')])),
      'SPECIAL_FILE cat/2.jpg is a pipe, socket or device',
    ],
    ['a link to a device', () => link('cat/zero.png', '/dev/zero'), 'SPECIAL_FILE cat/zero.png is a pipe, socket or device'],
    ['a device in the root', () => link('zero.png', '/dev/zero'), 'SPECIAL_FILE zero.png is a pipe, socket or device'],
    [
      'a picture whose name is not UTF-8',
      () => touch(Buffer.from('cat/caf\xe9.jpg', 'latin1')),
      String.raw`NOT_UTF8 cat/caf\xe9.jpg has a name that is not UTF-8`,
    ],
    [
      'a folder whose name is not UTF-8',
      () => touch(Buffer.from('cat/caf\xe9/2.jpg', 'latin1')),
      String.raw`NOT_UTF8 cat/caf\xe9 has a name that is not UTF-8`,
    ],
    [
      'a class whose name is not UTF-8',
      () => touch(Buffer.from('k\xe4se/2.jpg', 'latin1')),
      String.raw`NOT_UTF8 k\xe4se has a name that is not UTF-8`,
    ],
    ['a class without pictures', () => touch('cow/notes/.keep'), 'EMPTY_CLASS cow/ has no pictures'],
    ['a class of two lines', () => touch('c\now/1.jpg'), String.raw`BAD_CLASS_NAME c\x0aow/ has a name that is not one line of text`],
    ['a picture in the root', () => touch('3.jpeg'), 'LOOSE_PICTURE 3.jpeg lies in no class folder'],
    ['a note in a class', () => touch('cat/notes.txt'), 'NOT_A_PICTURE cat/notes.txt is no picture by its ending'],
  ])('%s', async (_, make, line) => {
    await make();
    const { paths, leftOut } = await read();
    expect(paths).toEqual(['cat/1.jpg', 'dog/1.jpg']);
    expect(leftOut).toEqual([line]);
  });

  it('a socket', async () => {
    const server = createServer();
    await new Promise<void>((done) => server.listen(join(root, 'cat/s.jpg'), done));
    const { leftOut } = await read();
    await new Promise((done) => server.close(done));
    expect(leftOut).toEqual(['SPECIAL_FILE cat/s.jpg is a pipe, socket or device']);
  });

  it('nothing for hidden names, what systems make, and notes beside the classes', async () => {
    await touch('.DS_Store', 'README.md', '.git/1.jpg', '__MACOSX/cat/1.jpg', 'cat/@eaDir/1.jpg', 'cat/._1.jpg', '$RECYCLE.BIN/2.jpg');
    expect(await read()).toEqual({ paths: ['cat/1.jpg', 'dog/1.jpg'], labels: ['cat', 'dog'], leftOut: [] });
  });

  it('not a second time that a class is empty whose pictures are lost', async () => {
    await link('cow/1.jpg', 'gone');
    expect((await read()).leftOut).toEqual(['BROKEN_LINK cow/1.jpg is a link that points nowhere']);
  });
});

describe('readPhotos of a folder', () => {
  it('follows links to classes, folders and pictures', async () => {
    await touch('else/cats/1.jpg', 'else/more/2.jpg', 'else/3.png', 'data/dog/1.jpg');
    await link('data/cat', '../else/cats');
    await link('else/cats/more', '../more');
    await link('data/dog/three.png', join(root, 'else/3.png'));
    expect(await read('data')).toEqual({
      paths: ['cat/1.jpg', 'cat/more/2.jpg', 'dog/1.jpg', 'dog/three.png'],
      labels: ['cat', 'dog'],
      leftOut: [],
    });
  });

  it('comes to an end where links run in circles, and takes the real way to a folder', async () => {
    await touch('cat/deep/1.jpg', 'dog/1.jpg');
    await link('cat/a-link', 'deep');
    await link('cat/deep/up', '..');
    await link('dog/all', '..');
    const { paths, leftOut } = await read();
    expect(paths).toEqual(['cat/deep/1.jpg', 'dog/1.jpg', 'dog/all/cat/deep/1.jpg']);
    expect(leftOut).toEqual(
      ['cat/a-link/', 'cat/deep/up/', 'dog/all/cat/a-link/', 'dog/all/cat/deep/up/', 'dog/all/dog/'].map(
        (path) => `READ_ALREADY ${path} leads to a folder that was read already`,
      ),
    );
  });

  it('takes backslashes and line breaks in names as they are', async () => {
    await touch('cat\\1/a\\b.jpg', 'dog/two\nlines.jpg');
    expect(await read()).toEqual({ paths: ['cat\\1/a\\b.jpg', 'dog/two\nlines.jpg'], labels: ['cat\\1', 'dog'], leftOut: [] });
  });

  it('takes two forms of one name as one class, and names classes that may be one', async () => {
    await touch('K\u00e4se/1.jpg', 'Ka\u0308se/2.jpg', 'k\u00e4se/3.jpg', 'Wein/1.jpg');
    const { photos, labels, suspects } = await readPhotos(root);
    expect(labels).toEqual(['K\u00e4se', 'Wein', 'k\u00e4se']);
    expect(photos.filter(({ label }) => label === 'K\u00e4se').map(({ path }) => path)).toEqual(['Ka\u0308se/2.jpg', 'K\u00e4se/1.jpg']);
    expect(suspects).toEqual([['K\u00e4se', 'k\u00e4se']]);
  });

  it('takes split folders, also as links, as splits, and names what lies beside and loosely in them', async () => {
    await touch('train/cat/1.jpg', 'train/loose.jpg', 'Validation/cat/2.jpg', 'else/cat/3.jpg', 'cow/1.jpg', 'root.png', 'notes.txt');
    await link('test', 'else');
    await link('valid', '/nowhere');
    const { photos, leftOut } = await readPhotos(root);
    expect(photos.map(({ path, label, split }) => `${path} ${label} ${split ?? ''}`)).toEqual([
      'Validation/cat/2.jpg cat validation',
      'test/cat/3.jpg cat test',
      'train/cat/1.jpg cat train',
    ]);
    expect(leftOut.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'STRAY_FOLDER cow/',
      'STRAY_FOLDER else/',
      'LOOSE_PICTURE root.png',
      'LOOSE_PICTURE train/loose.jpg',
      'BROKEN_LINK valid',
    ]);
  });

  it.each([
    ['a folder that is not there', 'missing', /cannot read the data folder .*missing \(ENOENT\)/],
    ['a picture', 'cat/1.jpg', /1\.jpg is a file, not a folder\. .*\.csv, \.jsonl/],
  ])('explains %s', async (_, path, message) => {
    await touch('cat/1.jpg');
    await expect(readPhotos(join(root, path))).rejects.toMatchObject({
      code: 'PHOTOS_NOT_FOUND',
      message: expect.stringMatching(message) as string,
    });
  });
});

describe('readPhotos of a list', () => {
  const list = async (...rows: string[]): Promise<string> => {
    await writeFile(join(root, 'list.csv'), ['path,label,split', ...rows].join('\n'));
    return 'list.csv';
  };

  it('leaves out files that cannot be opened, by line, and keeps the others', async () => {
    await touch('1.jpg', 'odd.name', 'folder/2.jpg');
    await link('link', '1.jpg');
    await link('broken', 'gone');
    await link('loop', 'loop');
    execFileSync('mkfifo', [join(root, 'pipe.jpg')]);
    const rows = [
      '1.jpg,a,',
      'odd.name,a,test',
      'link,b,',
      'broken,b,',
      'loop,b,',
      'gone.jpg,b,',
      'folder,b,',
      'pipe.jpg,b,',
      `${'y'.repeat(300)},b,`,
    ];
    expect(await read(await list(...rows))).toEqual({
      paths: ['1.jpg', 'link', 'odd.name'],
      labels: ['a', 'b'],
      leftOut: [
        'BROKEN_LINK line 5: broken is a link that points nowhere',
        'LINK_LOOP line 6: loop is a link that points at itself',
        'MISSING line 7: gone.jpg does not exist',
        'UNREADABLE line 8: folder is not a file',
        'SPECIAL_FILE line 9: pipe.jpg is a pipe, socket or device',
        `UNREADABLE line 10: ${'y'.repeat(300)} cannot be read (ENAMETOOLONG)`,
      ],
    });
  });

  it('takes a backslash for a slash, unless a file has that very name', async () => {
    await touch('a/1.jpg', 'a\\2.jpg');
    expect((await read(await list('a\\1.jpg,x,', 'a\\2.jpg,y,'))).paths).toEqual(['a/1.jpg', 'a\\2.jpg']);
  });

  it('leaves out lines without a label as not labelled yet, and names what else is wrong with them', async () => {
    await touch('1.jpg', '2.jpg', 'sub/3.jpg');
    const rows = [
      '1.jpg,cat,',
      '2.jpg,,',
      './sub/3.jpg,"  ",test',
      '1.jpg,,',
      'gone.jpg,,',
      ',,',
      '2.jpg,,tset',
      '../x.jpg,,',
      '2.jpg,dog,',
    ];
    expect(await read(await list(...rows))).toEqual({
      paths: ['1.jpg', '2.jpg'],
      labels: ['cat', 'dog'],
      leftOut: [
        'UNLABELLED line 3: 2.jpg has no label yet',
        'UNLABELLED line 4: sub/3.jpg has no label yet',
        'UNLABELLED line 5: 1.jpg has no label yet',
        'UNLABELLED line 6: gone.jpg has no label yet',
        'BAD_LINE line 7: path is empty',
        'BAD_LINE line 8: split must be train, val or test, or empty; it is "tset"',
        expect.stringMatching(/^BAD_LINE line 9: .*leaves the manifest's folder/),
      ],
    });
  });

  it('takes labels in NFC', async () => {
    await touch('1.jpg', '2.jpg');
    expect((await read(await list('1.jpg,K\u00e4se,', '2.jpg,Ka\u0308se,'))).labels).toEqual(['K\u00e4se']);
  });

  it.each([
    ['that is not there', () => Promise.resolve(), 'PHOTOS_NOT_FOUND', /ENOENT/],
    ['that is a folder', () => mkdir(join(root, 'list.csv')), 'PHOTOS_NOT_FOUND', /a folder with the ending of a list/],
    ['that is a pipe', () => Promise.resolve(execFileSync('mkfifo', [join(root, 'list.csv')])), 'PHOTOS_NOT_FOUND', /not a regular file/],
    ['that cannot be read', () => link('list.csv', '/proc/self/mem'), 'PHOTOS_NOT_FOUND', /EIO/],
    ['that is not UTF-8', () => writeFile(join(root, 'list.csv'), 'path,label\ncaf\xe9.jpg,a', 'latin1'), 'BAD_PHOTOS', /UTF-8/],
  ])('explains one %s', async (_, make, code, message) => {
    await make();
    await expect(readPhotos(join(root, 'list.csv'))).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string });
  });
});

it('findPhotos finds pictures at any depth, without classes', async () => {
  await touch('b.JPG', 'x/y/a.png', 'x/notes.txt', '.hidden/c.png');
  await link('z', 'x');
  await link('gone.jpg', 'nowhere');
  const { paths, leftOut } = await findPhotos(root);
  expect(paths).toEqual(['b.JPG', 'x/y/a.png']);
  expect(leftOut.map(({ code }) => code)).toEqual(['BROKEN_LINK', 'NOT_A_PICTURE', 'READ_ALREADY']);
  await expect(findPhotos(join(root, 'b.JPG'))).rejects.toMatchObject({ code: 'PHOTOS_NOT_FOUND' });
});
