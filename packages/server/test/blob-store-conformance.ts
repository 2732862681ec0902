import { buffer } from 'node:stream/consumers';
import { beforeEach, describe, expect, it } from 'vitest';
import { BLOB_ENDINGS, type BlobContentType, type BlobStore, type ListedBlob } from '../src/domain/blob-store.js';

const PLAIN = { contentType: 'application/octet-stream' } as const;

/** What every BlobStore must do. */
export function describeBlobStore(name: string, fresh: () => Promise<BlobStore>): void {
  describe(`${name} as a BlobStore`, () => {
    let blobs: BlobStore;
    beforeEach(async () => {
      blobs = await fresh();
    });
    const put = (key: string, content = key, contentType: BlobContentType = 'application/octet-stream'): Promise<void> =>
      blobs.put(key, Buffer.from(content), { contentType });
    const text = async (key: string): Promise<string | undefined> => {
      const found = await blobs.get(key);
      return found && Buffer.from(found.bytes).toString();
    };
    const listed = async (prefix?: string): Promise<ListedBlob[]> => {
      const found: ListedBlob[] = [];
      for await (const blob of blobs.list(prefix)) found.push(blob);
      return found.sort((a, b) => (a.name < b.name ? -1 : 1));
    };
    const names = async (prefix?: string): Promise<string[]> => (await listed(prefix)).map((blob) => blob.name);

    it('gives back what was put, replaced as a whole', async () => {
      await put('1/ab/x.original', 'a long first version');
      await put('1/ab/x.original', 'short');
      expect(await text('1/ab/x.original')).toBe('short');
      expect(await text('1/ab/y')).toBeUndefined();
      expect(await blobs.open('1/ab/y')).toBeUndefined();
    });

    it('is not changed by who put the bytes, nor by who got them', async () => {
      const bytes = Buffer.from('abc');
      await blobs.put('x', bytes, PLAIN);
      bytes.fill(0);
      (await blobs.get('x'))!.bytes.fill(0);
      expect(await text('x')).toBe('abc');
    });

    it.each(Object.keys(BLOB_ENDINGS) as BlobContentType[])('keeps the content type %s', async (contentType) => {
      await put('1/x.original', 'bytes', contentType);
      expect((await blobs.get('1/x.original'))!.contentType).toBe(contentType);
      const opened = (await blobs.open('1/x.original'))!;
      opened.stream.destroy();
      expect(opened.contentType).toBe(contentType);
      expect(await listed()).toMatchObject([{ name: '1/x.original', contentType }]);
    });

    it('replaces the content type with the bytes, in every order of two', async () => {
      const types = Object.keys(BLOB_ENDINGS) as BlobContentType[];
      for (const first of types)
        for (const second of types) {
          await put('x', first, first);
          await put('x', second, second);
          expect([await text('x'), (await blobs.get('x'))!.contentType]).toEqual([second, second]);
          expect(await listed()).toMatchObject([{ name: 'x', contentType: second }]);
          await blobs.delete('x');
          expect(await text('x')).toBeUndefined();
        }
    });

    it('keeps one whole version, with its own type, of many that are put at once', async () => {
      const types = Object.keys(BLOB_ENDINGS) as BlobContentType[];
      await Promise.all(Array.from({ length: 20 }, (_, i) => put('x', `${types[i % 5]!} `.repeat(500), types[i % 5])));
      const { bytes, contentType } = (await blobs.get('x'))!;
      expect(Buffer.from(bytes).toString()).toBe(`${contentType} `.repeat(500));
      expect(await names()).toEqual(['x']);
    });

    it('takes streams and gives them, of no bytes too', async () => {
      async function* chunks(count: number): AsyncGenerator<Uint8Array> {
        for (let i = 0; i < count; i++) yield await Promise.resolve(Buffer.alloc(100_000, i));
      }
      for (const count of [0, 1, 7]) {
        await blobs.put('1/large', chunks(count), { contentType: 'image/png' });
        const { stream, size, contentType } = (await blobs.open('1/large'))!;
        const read = await buffer(stream);
        expect([size, read.length, contentType]).toEqual([count * 100_000, count * 100_000, 'image/png']);
        expect([...Array(count).keys()].every((i) => read[i * 100_000] === i && read[i * 100_000 + 99_999] === i)).toBe(true);
      }
    });

    it('leaves what was there when a stream breaks off, and nothing where nothing was', async () => {
      async function* broken(): AsyncGenerator<Uint8Array> {
        yield await Promise.resolve(Buffer.from('half'));
        throw new Error('the line is cut');
      }
      await put('1/x', 'whole');
      for (const key of ['1/x', '1/y'])
        await expect(blobs.put(key, broken(), { contentType: 'image/jpeg' })).rejects.toThrow('the line is cut');
      expect([await text('1/x'), await text('1/y')]).toEqual(['whole', undefined]);
      expect(await names()).toEqual(['1/x']);
      await put('1/y');
      expect(await text('1/y')).toBe('1/y');
    });

    it('reads on from what was there when it is replaced or deleted meanwhile', async () => {
      await put('x', 'old');
      const { stream } = (await blobs.open('x'))!;
      await put('x', 'new', 'image/png');
      await blobs.delete('x');
      expect((await buffer(stream)).toString()).toBe('old');
    });

    it('lists all below a prefix and nothing beside it, with size and time', async () => {
      const before = Date.now();
      for (const key of ['1/a/x', '1/b', '10/a', '2', '1/a/y.z']) await put(key);
      expect(await names()).toEqual(['1/a/x', '1/a/y.z', '1/b', '10/a', '2']);
      expect(await names('1')).toEqual(['1/a/x', '1/a/y.z', '1/b']);
      expect(await names('1/a')).toEqual(['1/a/x', '1/a/y.z']);
      expect(await names('2')).toEqual([]);
      expect(await names('3')).toEqual([]);
      const [first] = await listed('10');
      expect(first).toMatchObject({ name: '10/a', size: 4, contentType: 'application/octet-stream' });
      // File systems count time in ticks of a few milliseconds.
      expect(Date.parse(first!.modifiedAt)).toBeGreaterThan(before - 1000);
      expect(Date.parse(first!.modifiedAt)).toBeLessThan(Date.now() + 1000);
      expect(new Date(first!.modifiedAt).toISOString()).toBe(first!.modifiedAt);
    });

    it('may be deleted from while it is listed', async () => {
      for (let i = 0; i < 20; i++) await put(`1/${i}/x`);
      let seen = 0;
      for await (const { name: key } of blobs.list()) {
        seen++;
        await blobs.delete(key);
        await blobs.deleteAll(`1/${(seen + 7) % 20}`);
      }
      expect(seen).toBeGreaterThan(9);
      expect(await names()).toEqual([]);
    });

    it('deletes one, and all below a prefix and nothing beside it', async () => {
      for (const key of ['1/a/x', '1/b/y', '10/a/x']) await put(key, key, 'image/jpeg');
      await blobs.delete('1/a/x');
      await blobs.delete('1/a/x');
      expect(await text('1/a/x')).toBeUndefined();
      await blobs.deleteAll('1');
      await blobs.deleteAll('1');
      expect([await text('1/b/y'), await text('10/a/x')]).toEqual([undefined, '10/a/x']);
    });

    it('takes a prefix for no blob', async () => {
      await put('1/a/x');
      expect([await text('1/a'), await blobs.open('1')]).toEqual([undefined, undefined]);
      expect(await text('1/a/x/y')).toBeUndefined();
      await blobs.delete('1/a');
      expect(await text('1/a/x')).toBe('1/a/x');
    });

    const refused = [
      '',
      '/etc/passwd',
      '../x',
      'a/../../x',
      'a//b',
      'a/.hidden',
      'A',
      'a\\b',
      'a/',
      'a\0',
      'x'.repeat(513),
      'a/b.jpg',
      'b.webp',
    ];
    it.each(refused)('refuses the name %j', async (key) => {
      const calls: (() => Promise<unknown>)[] = [
        () => put(key),
        () => blobs.get(key),
        () => blobs.open(key),
        () => blobs.delete(key),
        () => blobs.deleteAll(key),
        () => listed(key),
      ];
      for (const call of calls) await expect((async () => call())()).rejects.toMatchObject({ code: 'INTERNAL' });
      expect(await names()).toEqual([]);
    });

    it.each(['image/svg+xml', 'text/html', 'image/JPEG', '', 'toString'])('refuses the content type %j', async (contentType) => {
      await expect((async () => put('x', 'x', contentType as BlobContentType))()).rejects.toMatchObject({ code: 'INTERNAL' });
      expect(await names()).toEqual([]);
    });

    it('has nothing unfinished after puts that ended', async () => {
      await put('1/x');
      expect(await blobs.deleteUnfinished(new Date(Date.now() + 60_000).toISOString())).toBe(0);
      expect(await names()).toEqual(['1/x']);
    });
  });
}
