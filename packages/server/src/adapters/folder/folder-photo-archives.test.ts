import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packZip, type ZipEntry } from '../../../test/pack-zip.js';
import { makePicture } from '../../../test/pictures.js';
import { createFolderPhotoArchives } from './folder-photo-archives.js';

let folder: string;
let picture: Buffer;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'supcon-photos-'));
  picture = await makePicture(1);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const archives = (maxBytes = 100_000_000) => createFolderPhotoArchives({ folder, maxBytes });
async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 70_000) yield await Promise.resolve(bytes.subarray(at, at + 70_000));
}
const receive = (bytes: Uint8Array, maxBytes?: number) => archives(maxBytes).receive('pets', pieces(bytes));
const pack = (...entries: readonly ZipEntry[]) => packZip(entries.map((entry) => ({ content: picture, ...entry })));
const files = async (): Promise<string[]> =>
  (await readdir(path.join(folder, 'pets'), { recursive: true, withFileTypes: true }))
    .flatMap((entry) => (entry.isFile() ? [path.relative(path.join(folder, 'pets'), path.join(entry.parentPath, entry.name))] : []))
    .sort();

describe('an archive of photos', () => {
  it.each([
    ['class folders', ['cat/1.png', 'dog/1.png'], ['cat/1.png', 'dog/1.png']],
    ['one folder around them', ['pets/cat/1.png', 'pets/dog/1.png'], ['cat/1.png', 'dog/1.png']],
    ['Windows separators', ['pets\\cat\\1.png', 'pets\\dog\\1.png'], ['cat/1.png', 'dog/1.png']],
    ['splits', ['pets/train/cat/1.png', 'pets/val/cat/1.png'], ['train/cat/1.png', 'val/cat/1.png']],
    ['one split', ['train/cat/1.png', 'train/dog/1.png'], ['train/cat/1.png', 'train/dog/1.png']],
    ['one class', ['cat/1.png', 'cat/2.png'], ['cat/1.png', 'cat/2.png']],
    ['what macOS adds', ['p/a/1.png', 'p/b/1.png', '__MACOSX/p/a/._1.png', 'p/.DS_Store', 'p/a/.hidden.png'], ['a/1.png', 'b/1.png']],
    ['names in UTF-8 that do not say so', ['K\u00e4fer/1.png', '\u732b/1.png'], ['K\u00e4fer/1.png', '\u732b/1.png']],
  ])('with %s becomes a folder', async (_, paths, wanted) => {
    expect(await receive(pack(...paths.map((one) => ({ path: one }))))).toEqual({ kept: wanted.length, leftOut: 0, leftOutFiles: [] });
    expect(await files()).toEqual(wanted);
    expect(await readdir(folder)).toEqual(['pets']);
  });

  it('reads names of old archives', async () => {
    await receive(pack({ path: Buffer.from([0x4b, 0x84, 0x66, 0x65, 0x72, 0x2f, 0x31, 0x2e, 0x70, 0x6e, 0x67]) }, { path: 'a/1.png' }));
    expect(await files()).toEqual(['K\u00e4fer/1.png', 'a/1.png'].sort());
  });

  it('keeps pictures alone, by name and by content, and tells the rest', async () => {
    const script = Buffer.from('#!/bin/sh\nrm -rf everything\n');
    const received = await receive(pack({ path: 'a/1.png' }, { path: 'a/run.sh', content: script }, { path: 'a/2.png', content: script }));
    expect(received).toEqual({
      kept: 1,
      leftOut: 2,
      leftOutFiles: [
        { file: 'a/run.sh', reason: 'is no picture by its name' },
        { file: 'a/2.png', reason: 'is no picture by its content' },
      ],
    });
    expect(await files()).toEqual(['a/1.png']);
  });

  it.each<[string, ZipEntry[], RegExp]>([
    ['leads out', [{ path: '../evil.png' }], /"\.\.\/evil\.png" leads out/],
    ['leads out below', [{ path: 'a/../../evil.png' }], /leads out/],
    ['leads out for Windows', [{ path: 'a\\..\\..\\evil.png' }], /leads out/],
    ['is absolute', [{ path: '/tmp/evil.png' }], /absolute path/],
    ['is absolute for Windows', [{ path: 'C:\\evil.png' }], /absolute path/],
    ['has a control character', [{ path: 'a/\u0000.png' }], /control character/],
    ['is a device by name', [{ path: 'a/nul.png' }], /device of Windows/],
    ['has too long a name', [{ path: `a/${'x'.repeat(300)}.png` }], /more than 255 bytes/],
    ['is a link', [{ path: 'a/1.png', mode: 0o120777 }], /link or a device/],
    ['is a link that nobody wants', [{ path: 'a/b', mode: 0o120777 }], /link or a device/],
    ['is a pipe', [{ path: 'a/1.png', mode: 0o010644 }], /link or a device/],
    ['is encrypted', [{ path: 'a/1.png', flags: 1 }], /encrypted/],
    ['comes twice', [{ path: 'a/1.png' }, { path: 'a/1.png' }], /two of its pictures/],
    ['comes twice on other disks', [{ path: 'a/\u00e4.png' }, { path: 'A/a\u0308.PNG' }], /two of its pictures/],
    ['is a file and a folder', [{ path: 'a/1.png' }, { path: 'a/1.png/2.png' }], /picture and a folder/],
    ['has more than it says', [{ path: 'a/1.png', claimed: 40 }], /not a whole zip archive/],
    ['has less than it says', [{ path: 'a/1.png', claimed: 100_000 }], /not a whole zip archive/],
    ['is damaged', [{ path: 'a/1.png', checksum: 1 }], /checksum/],
    ['is no picture', [{ path: 'a/1.txt' }], /has no pictures: "a\/1\.txt"/],
  ])('is refused whole where an entry %s', async (_, entries, message) => {
    await expect(receive(pack(...entries))).rejects.toMatchObject({
      code: 'BAD_ARCHIVE',
      message: expect.stringMatching(message) as string,
    });
    expect(await readdir(folder)).toEqual([]);
  });

  it('is refused where it unpacks to too much, before anything is written', async () => {
    const zeros = Buffer.alloc(60 * 2 ** 20);
    await expect(receive(pack({ path: 'a/1.png', content: zeros }, { path: 'a/2.png', content: zeros }))).rejects.toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
    });
    await expect(receive(pack({ path: 'a/1.png', claimed: 2 ** 31 }))).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
    await expect(receive(pack({ path: 'a/1.png' }), 100)).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('is refused where it has too many pictures', async () => {
    const nothing = Buffer.alloc(0);
    const many = packZip(Array.from({ length: 100_001 }, (_, n) => ({ path: `a/${n}.png`, content: nothing })));
    await expect(receive(many)).rejects.toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
      message: expect.stringContaining('100000 pictures') as string,
    });
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([0.2, 0.5, 0.95])('is refused where only %d of it came', async (share) => {
    const all = pack({ path: 'a/1.png' }, { path: 'b/1.png' });
    await expect(receive(all.subarray(0, Math.floor(all.length * share)))).rejects.toMatchObject({ code: 'BAD_ARCHIVE' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('never takes the place of another one', async () => {
    await receive(pack({ path: 'a/1.png' }));
    await expect(receive(pack({ path: 'b/1.png' }))).rejects.toMatchObject({ code: 'DATA_CONFLICT' });
    expect(await files()).toEqual(['a/1.png']);
  });

  it('is taken in two at a time', async () => {
    const own = archives();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    async function* slow(): AsyncGenerator<Uint8Array> {
      await held;
      yield* pieces(pack({ path: 'a/1.png' }));
    }
    const coming = ['one', 'two'].map((name) => own.receive(name, slow()));
    await expect(own.receive('three', slow())).rejects.toMatchObject({ code: 'TOO_BUSY' });
    release();
    await Promise.all(coming);
    expect((await readdir(folder)).sort()).toEqual(['one', 'two']);
  });
});

it('removes photos, and what a killed process left', async () => {
  await receive(pack({ path: 'a/1.png' }));
  await archives().remove('pets');
  expect(await readdir(folder)).toEqual([]);
  await mkdir(path.join(folder, '.passing-1/photos/a'), { recursive: true });
  await writeFile(path.join(folder, '.passing-1/photos/a/1.png'), picture);
  await mkdir(path.join(folder, 'mine'));
  await archives().sweep();
  expect(await readdir(folder)).toEqual(['mine']);
});
