import { Readable } from 'node:stream';
import { requireBlobContentType, requireBlobName } from '../../domain/blob-name.js';
import type { BlobContentType, BlobStore } from '../../domain/blob-store.js';

/** Blobs in the memory of this process, for tests and for trying things out; gone with it.
 * @param clock when something is put, ISO 8601. */
export function createMemoryBlobStore(clock: () => string = () => new Date().toISOString()): BlobStore {
  const blobs = new Map<string, { readonly bytes: Buffer; readonly contentType: BlobContentType; readonly modifiedAt: string }>();
  const below = (prefix: string): string[] => [...blobs.keys()].filter((name) => name.startsWith(`${prefix}/`));
  return {
    put: async (name, body, options) => {
      requireBlobName(name);
      const contentType = requireBlobContentType(options.contentType);
      const chunks: Uint8Array[] = [];
      if (body instanceof Uint8Array) chunks.push(body);
      else for await (const chunk of body) chunks.push(chunk);
      const bytes = Buffer.concat(chunks);
      blobs.set(name, { bytes, contentType, modifiedAt: clock() });
    },
    get: async (name) => {
      const found = blobs.get(requireBlobName(name));
      return await Promise.resolve(found && { bytes: Buffer.from(found.bytes), contentType: found.contentType });
    },
    open: async (name) => {
      const found = blobs.get(requireBlobName(name));
      if (!found) return undefined;
      const { bytes, contentType } = found;
      return await Promise.resolve({ stream: Readable.from([Buffer.from(bytes)], { objectMode: false }), size: bytes.length, contentType });
    },
    list: async function* (prefix) {
      for (const name of prefix === undefined ? [...blobs.keys()] : below(requireBlobName(prefix))) {
        const found = await Promise.resolve(blobs.get(name));
        if (found) yield { name, size: found.bytes.length, modifiedAt: found.modifiedAt, contentType: found.contentType };
      }
    },
    delete: async (name) => {
      await Promise.resolve(blobs.delete(requireBlobName(name)));
    },
    deleteAll: async (prefix) => {
      for (const name of below(requireBlobName(prefix))) blobs.delete(name);
      await Promise.resolve();
    },
    deleteUnfinished: () => Promise.resolve(0),
  };
}
