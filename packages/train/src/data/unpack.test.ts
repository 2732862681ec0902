import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { inTemporaryFolder } from '../../test/generated-images.js';
import { makeTar, makeZip, type TestEntry } from '../../test/make-archive.js';
import type { UnpackOptions } from './archive-target.js';
import { unpackTar } from './unpack-tar.js';
import { unpackZip } from './unpack-zip.js';

const content = (seed: number, length: number): Buffer => Buffer.from(Array.from({ length }, (_, at) => (at * seed + (at >> 7)) & 255));

const formats = [
  { format: 'tar', make: makeTar, unpack: unpackTar },
  { format: 'tar.gz', make: (entries: readonly TestEntry[]) => gzipSync(makeTar(entries)), unpack: unpackTar },
  { format: 'zip', make: makeZip, unpack: unpackZip },
];

describe.each(formats)('unpacking a $format', ({ format, make, unpack }) => {
  const tryToUnpack = async (root: string, bytes: Uint8Array, options: Partial<UnpackOptions> = {}): Promise<number> => {
    const archive = join(root, `archive.${format}`);
    await writeFile(archive, bytes);
    return unpack(archive, { folder: join(root, 'deep', 'out'), place: (path) => (path.endsWith('/') ? undefined : path), ...options });
  };
  const refusal = (
    entries: readonly TestEntry[],
    options: Partial<UnpackOptions> = {},
  ): Promise<{ code: string; message: string; around: string[] }> =>
    inTemporaryFolder(async (root) => {
      const error = await tryToUnpack(root, make(entries), options).then(
        () => new Error('was unpacked'),
        (thrown: unknown) => thrown as Error & { code: string },
      );
      const around = [...(await readdir(root)), ...(existsSync(join(root, 'deep')) ? await readdir(join(root, 'deep')) : [])];
      return { code: (error as { code?: string }).code ?? '', message: error.message, around };
    });

  it('writes the files that are wanted where they are wanted', () =>
    inTemporaryFolder(async (root) => {
      const entries = [
        { path: 'top/' },
        { path: 'top/a/1.jpg', content: content(3, 70_000) },
        { path: 'top/a/empty.jpg' },
        { path: 'top/b/2.jpg', content: content(5, 512) },
        { path: 'top/notes.txt', content: content(7, 9) },
      ];
      const seen: number[] = [];
      const place = (path: string): string | undefined => (path.endsWith('.jpg') ? path.replace('top/', 'data/') : undefined);
      expect(await tryToUnpack(root, make(entries), { place, onFile: (files) => seen.push(files) })).toBe(3);
      expect(seen).toEqual([1, 2, 3]);
      const out = join(root, 'deep', 'out', 'data');
      expect(await readFile(join(out, 'a/1.jpg'))).toEqual(content(3, 70_000));
      expect(await readFile(join(out, 'b/2.jpg'))).toEqual(content(5, 512));
      expect((await readdir(out, { recursive: true })).sort()).toEqual(['a', 'a/1.jpg', 'a/empty.jpg', 'b', 'b/2.jpg']);
    }));

  it.each(['../evil.jpg', 'a/../../evil.jpg', '/tmp/evil.jpg', 'a\\..\\..\\evil.jpg', 'C:/evil.jpg', '..'])(
    'refuses an archive with an entry called %s, wanted or not',
    async (path) => {
      for (const place of [(wanted: string) => wanted, () => undefined]) {
        const { code, message, around } = await refusal([{ path, content: content(1, 5) }], { place });
        expect(code).toBe('DOWNLOAD_FAILED');
        expect(message).toMatch(
          /leads out of the folder|not a whole zip archive \((invalid relative path|absolute path|invalid characters)/,
        );
        expect(around.filter((name) => name !== 'out')).toEqual([`archive.${format}`].concat(around.includes('deep') ? ['deep'] : []));
      }
    },
  );

  it('refuses a link where a picture was expected, and passes over others', async () => {
    const link = { path: 'a/1.jpg', link: '../../../etc/passwd' };
    expect(await refusal([link])).toMatchObject({ code: 'DOWNLOAD_FAILED', message: expect.stringContaining('a/1.jpg is a link') });
    await inTemporaryFolder(async (root) => {
      const place = (path: string): string | undefined => (path === 'a/2.jpg' ? path : undefined);
      expect(await tryToUnpack(root, make([link, { path: 'a/2.jpg', content: content(2, 3) }]), { place })).toBe(1);
    });
  });

  it('refuses two entries for one place, also where only the case differs', async () => {
    const twice = [
      { path: 'a/x.jpg', content: content(1, 5) },
      { path: 'A/X.jpg', content: content(2, 5) },
    ];
    expect((await refusal(twice)).message).toContain('two of its entries would be written to A/X.jpg');
  });

  it('holds its limits: bytes of a file, bytes of all, entries', async () => {
    const entries = [
      { path: '1.jpg', content: content(1, 900) },
      { path: '2.jpg', content: content(2, 900) },
    ];
    expect((await refusal(entries, { maxFileBytes: 899 })).message).toContain('1.jpg has 900 bytes, more than 899');
    expect((await refusal(entries, { maxTotalBytes: 1000 })).message).toContain('unpacks to more than 1000 bytes');
    expect((await refusal(entries, { maxEntries: 1 })).message).toContain('more than 1 entries');
  });

  it('writes nothing any more once it has refused, so that the folder can be cleared away', () =>
    inTemporaryFolder(async (root) => {
      const good = Array.from({ length: 20 }, (_, at) => ({ path: `${at % 7}/${at}.jpg`, content: content(at, 700) }));
      const written = (): string[] => readdirSync(root, { recursive: true, encoding: 'utf8' });
      const refused = tryToUnpack(root, make([...good, { path: '../evil.jpg', content: content(1, 5) }])).catch(written);
      const atOnce = await refused;
      await setTimeout(50);
      expect(written()).toEqual(atOnce);
    }));

  it('refuses an archive that is cut off or something else', () =>
    inTemporaryFolder(async (root) => {
      const whole = make([
        { path: '1.jpg', content: content(3, 50_000) },
        { path: '2.jpg', content: content(5, 50_000) },
      ]);
      for (const bytes of [whole.subarray(0, Math.floor(whole.length / 2)), content(7, 4000), Buffer.from('<html>404</html>')])
        await expect(tryToUnpack(root, bytes, { folder: join(root, String(bytes.length)) })).rejects.toMatchObject({
          code: 'DOWNLOAD_FAILED',
        });
    }));
});

it('a zip entry larger than it claims is refused while it is read', () =>
  inTemporaryFolder(async (root) => {
    await writeFile(join(root, 'bomb.zip'), makeZip([{ path: '1.jpg', content: Buffer.alloc(1_000_000), claimedSize: 10 }]));
    const unpacking = unpackZip(join(root, 'bomb.zip'), { folder: join(root, 'out'), place: (path) => path });
    await expect(unpacking).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED', message: expect.stringContaining('too many bytes') });
  }));

it('reads what the system tar packs', () =>
  inTemporaryFolder(async (root) => {
    const long = `${'n'.repeat(120)}/${'m'.repeat(120)}.jpg`;
    await writeFile(join(root, 'plain.tar'), makeTar([{ path: 'a.jpg', content: content(3, 4000) }]));
    execFileSync('mkdir', ['-p', join(root, 'in', 'n'.repeat(120))]);
    await writeFile(join(root, 'in', long), content(9, 3000));
    execFileSync('tar', ['-czf', join(root, 'long.tgz'), '-C', join(root, 'in'), '.']);
    const place = (path: string): string | undefined => (path.endsWith('.jpg') ? path.replace(/^\.\//, '') : undefined);
    expect(await unpackTar(join(root, 'long.tgz'), { folder: join(root, 'out'), place })).toBe(1);
    expect(await readFile(join(root, 'out', long))).toEqual(content(9, 3000));
    expect(execFileSync('tar', ['-tf', join(root, 'plain.tar')]).toString()).toBe('a.jpg\n');
  }));
