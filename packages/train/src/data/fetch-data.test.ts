import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { inTemporaryFolder } from '../../test/generated-images.js';
import { makeTar, makeZip, type TestEntry } from '../../test/make-archive.js';
import { createReporter } from '../console/reporter.js';
import type { PublicDataSet } from './catalogue.js';
import { fetchData, RECEIPT, unexpectedCounts, type FetchDataOptions, type FetchedData } from './fetch-data.js';
import { scanData } from './scan-data.js';

const entries: readonly TestEntry[] = [
  { path: 'pictures/cat/1.jpg', content: Buffer.alloc(40_000, 'cat one') },
  { path: 'pictures/cat/2.jpg', content: Buffer.from('cat two') },
  { path: 'pictures/cat/666.jpg' },
  { path: 'pictures/dog/1.jpg', content: Buffer.from('dog one') },
  { path: 'pictures/notes.txt', content: Buffer.from('left out') },
  { path: 'pictures/LICENSE.txt', content: Buffer.from('terms') },
];
const archives = { 'tar.gz': gzipSync(makeTar(entries)), zip: makeZip(entries) };
const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

interface Site {
  readonly home: string;
  readonly notes: readonly string[];
  readonly requests: readonly string[];
  /** Ends the connection after so many bytes, once. */
  cutAfter: number | undefined;
  readonly set: (own?: Partial<PublicDataSet>) => PublicDataSet;
  readonly fetch: (set: PublicDataSet, options?: Partial<FetchDataOptions>) => Promise<FetchedData>;
}

/** A home folder and a server on this machine that has one archive. */
const withSite = (archive: Buffer, use: (site: Site) => Promise<void>): Promise<void> =>
  inTemporaryFolder(async (home) => {
    const requests: string[] = [];
    const notes: string[] = [];
    const server = createServer((request, response) => {
      const range = request.headers.range;
      requests.push(range ?? 'all');
      const start = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
      const cut = site.cutAfter;
      site.cutAfter = undefined;
      response.writeHead(start > 0 ? 206 : 200, {
        etag: '"1"',
        'content-length': archive.length - start,
        ...(start > 0 ? { 'content-range': `bytes ${start}-${archive.length - 1}/${archive.length}` } : {}),
      });
      if (cut === undefined) response.end(archive.subarray(start));
      else response.write(archive.subarray(start, start + cut), () => setTimeout(() => response.destroy(), 200));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/archive`;
    const reporter = {
      ...createReporter({ stderr: { write: () => true } as unknown as NodeJS.WritableStream }),
      note: (text: string) => notes.push(text),
    };
    const site: Site = {
      home,
      notes,
      requests,
      cutAfter: undefined,
      set: (own = {}) => ({
        name: 'animals',
        title: 'Animals',
        page: url,
        terms: 'free',
        url,
        format: 'tar.gz',
        bytes: archive.length,
        sha256: digest(archive),
        place: (path) => /^pictures\/((?:cat|dog)\/\d+\.jpg|LICENSE\.txt)$/.exec(path)?.[1],
        broken: new Map([['cat/666.jpg', 'empty in the original']]),
        pictures: { cat: 2, dog: 1 },
        ...own,
      }),
      fetch: (set, options = {}) => fetchData(set, { home, reporter, ...options }),
    };
    try {
      await use(site);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

describe.each(['tar.gz', 'zip'] as const)('fetchData with a %s', (format) => {
  it('makes a data folder, leaves the broken picture out and says so, and keeps no archive', () =>
    withSite(archives[format], async ({ home, set, fetch, notes }) => {
      const { folder, receipt, reused } = await fetch(set({ format }));
      expect([folder, reused]).toEqual([join(home, 'data', 'animals'), false]);
      expect(receipt).toMatchObject({
        sha256: digest(archives[format]),
        pictures: 3,
        counts: { cat: 2, dog: 1 },
        skipped: [{ path: 'cat/666.jpg', reason: 'empty in the original' }],
      });
      expect(JSON.parse(await readFile(join(folder, RECEIPT), 'utf8'))).toEqual(receipt);
      expect((await scanData(folder)).photos.map(({ path }) => path)).toEqual(['cat/1.jpg', 'cat/2.jpg', 'dog/1.jpg']);
      expect(await readFile(join(folder, 'cat/2.jpg'), 'utf8')).toBe('cat two');
      expect(await readFile(join(folder, 'LICENSE.txt'), 'utf8')).toBe('terms');
      expect(await readdir(join(home, 'data'))).toEqual(['animals']);
      expect(await readdir(join(home, 'downloads'))).toEqual([]);
      expect(notes).toEqual([]);
    }));
});

describe('fetchData', () => {
  it('fetches once', () =>
    withSite(archives['tar.gz'], async ({ set, fetch, requests }) => {
      const first = await fetch(set());
      expect(await fetch(set())).toEqual({ ...first, reused: true });
      expect(requests).toHaveLength(1);
    }));

  it('goes on where a broken connection stopped', () =>
    withSite(archives.zip, async (site) => {
      site.cutAfter = 100;
      const stopping = new AbortController();
      const stopped = site.fetch(site.set({ format: 'zip' }), { signal: stopping.signal });
      // The first try breaks after 100 bytes; it is stopped while it waits for the next.
      setTimeout(() => stopping.abort(), 300);
      await expect(stopped).rejects.toMatchObject({ code: 'INTERRUPTED' });
      expect(existsSync(join(site.home, 'data', 'animals'))).toBe(false);
      expect((await site.fetch(site.set({ format: 'zip' }))).receipt.pictures).toBe(3);
      expect(site.requests).toEqual(['all', 'bytes=100-']);
    }));

  it('prints the checksum it saw where none is known, and holds the one it is given', () =>
    withSite(archives['tar.gz'], async ({ home, set, fetch, notes }) => {
      const unknown = set({ sha256: undefined, bytes: undefined });
      await expect(fetch(unknown, { sha256: '0'.repeat(64) })).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED' });
      expect(existsSync(join(home, 'data', 'animals'))).toBe(false);
      expect((await fetch(unknown, { sha256: digest(archives['tar.gz']) })).receipt.pictures).toBe(3);
      expect(notes).toEqual([]);
    }).then(() =>
      withSite(archives['tar.gz'], async ({ set, fetch, notes }) => {
        await fetch(set({ sha256: undefined, bytes: undefined }));
        expect(notes).toEqual([expect.stringContaining(digest(archives['tar.gz']))]);
      }),
    ));

  it('leaves nothing behind of an archive that is refused', () =>
    withSite(gzipSync(makeTar([...entries, { path: '../evil.jpg', content: Buffer.from('x') }])), async ({ home, set, fetch }) => {
      await expect(fetch(set())).rejects.toMatchObject({
        code: 'DOWNLOAD_FAILED',
        message: expect.stringContaining('../evil.jpg') as string,
      });
      expect(await readdir(join(home, 'data'))).toEqual([]);
      expect(await readdir(join(home, 'downloads'))).toEqual([]);
    }));

  it('says when an archive holds something else', () =>
    withSite(gzipSync(makeTar([{ path: 'other/1.jpg', content: Buffer.from('x') }])), async ({ set, fetch }) => {
      await expect(fetch(set())).rejects.toMatchObject({
        code: 'DOWNLOAD_FAILED',
        message: expect.stringContaining('another layout') as string,
      });
    }));

  it('does not touch a folder of that name that it did not make', () =>
    withSite(archives['tar.gz'], async ({ home, set, fetch, requests }) => {
      await mkdir(join(home, 'data', 'animals'), { recursive: true });
      await writeFile(join(home, 'data', 'animals', 'mine.txt'), 'mine');
      await expect(fetch(set())).rejects.toMatchObject({ code: 'BAD_DATA' });
      expect(await readdir(join(home, 'data', 'animals'))).toEqual(['mine.txt']);
      expect(requests).toEqual([]);
    }));

  it('removes what an unpacking left that was killed long ago, and nothing younger', () =>
    withSite(archives['tar.gz'], async ({ home, set, fetch }) => {
      for (const name of ['.animals-old', '.animals-young', '.other-old']) await mkdir(join(home, 'data', name), { recursive: true });
      for (const name of ['.animals-old', '.other-old']) await utimes(join(home, 'data', name), 1000, 1000);
      await fetch(set());
      expect((await readdir(join(home, 'data'))).sort()).toEqual(['.animals-young', '.other-old', 'animals']);
    }));

  it('compares the pictures with what the catalogue says', () =>
    withSite(archives['tar.gz'], async ({ set, fetch }) => {
      const { receipt } = await fetch(set());
      expect(unexpectedCounts(set(), receipt)).toEqual([]);
      expect(unexpectedCounts(set({ pictures: { cat: 3, bird: 5, dog: 1 } }), receipt)).toEqual([
        'cat has 2 pictures, 3 were expected',
        'bird has 0 pictures, 5 were expected',
      ]);
    }));
});
