import { beforeEach, describe, expect, it } from 'vitest';
import type { BlobStore } from '../src/domain/blob-store.js';

/** What every BlobStore must do. */
export function describeBlobStore(name: string, fresh: () => Promise<BlobStore>): void {
  describe(`${name} as a BlobStore`, () => {
    let blobs: BlobStore;
    beforeEach(async () => {
      blobs = await fresh();
    });
    const text = async (key: string): Promise<string | undefined> => {
      const bytes = await blobs.get(key);
      return bytes && Buffer.from(bytes).toString();
    };

    it('gives back what was put, replaced as a whole', async () => {
      await blobs.put('1/ab/x.original', Buffer.from('a long first version'));
      await blobs.put('1/ab/x.original', Buffer.from('short'));
      expect(await text('1/ab/x.original')).toBe('short');
      expect(await text('1/ab/y')).toBeUndefined();
    });

    it('deletes one, and all below a prefix and nothing beside it', async () => {
      for (const key of ['1/a/x', '1/b/y', '10/a/x']) await blobs.put(key, Buffer.from(key));
      await blobs.delete('1/a/x');
      await blobs.delete('1/a/x');
      expect(await text('1/a/x')).toBeUndefined();
      await blobs.deleteAll('1');
      await blobs.deleteAll('1');
      expect([await text('1/b/y'), await text('10/a/x')]).toEqual([undefined, '10/a/x']);
    });

    it.each(['', '/etc/passwd', '../x', 'a/../../x', 'a//b', 'a/.hidden', 'A', 'a\\b', 'a/'])('refuses the name %j', async (key) => {
      await expect((async () => blobs.put(key, Buffer.from('x')))()).rejects.toMatchObject({ code: 'INTERNAL' });
      await expect((async () => blobs.get(key))()).rejects.toMatchObject({ code: 'INTERNAL' });
      await expect((async () => blobs.deleteAll(key))()).rejects.toMatchObject({ code: 'INTERNAL' });
    });
  });
}
