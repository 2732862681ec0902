import { randomUUID } from 'node:crypto';
import type { BlobStore } from '../domain/blob-store.js';

const NAME = /^(([1-9]\d{0,14})\/[0-9a-f]{2}\/[0-9a-f-]{36})\.(?:original|thumbnail)$/;

/** Where the pictures of a new item will lie: what its `blob` says. Never used before, so that nothing is overwritten and a crash leaves only files that
 * no item knows.
 * @param collection its number. @param contentHash hex: spreads the files over 256 folders. */
export function newPictureBlob(collection: number, contentHash: string): string {
  return `${collection}/${contentHash.slice(0, 2)}/${randomUUID()}`;
}

/** The `blob` of a new item that was added as a vector: there never are files of that name, which tells it from an item that has lost its pictures. */
export function blobWithoutPicture(collection: number): string {
  return `${collection}/vector/${randomUUID()}`;
}

/** Whether an item of this `blob` was added with a picture. */
export function hasPicture(blob: string): boolean {
  return NAME.test(originalOf(blob));
}

/** The name in the blob store of the picture as it was sent. */
export function originalOf(blob: string): string {
  return `${blob}.original`;
}

/** The name in the blob store of the small JPEG. */
export function thumbnailOf(blob: string): string {
  return `${blob}.thumbnail`;
}

/** What a name in the blob store belongs to: an item's `blob`, and the number of the collection that it was put for. Undefined for names that were not
 * made here. */
export function ownerOfPicture(name: string): { readonly blob: string; readonly collection: number } | undefined {
  const [, blob, collection] = NAME.exec(name) ?? [];
  return blob === undefined ? undefined : { blob, collection: Number(collection) };
}

/** Deletes both pictures of an item that is gone. What cannot be deleted is never read again, and swept some day. */
export async function dropPictures(blobs: BlobStore, blob: string): Promise<void> {
  await Promise.allSettled([blobs.delete(originalOf(blob)), blobs.delete(thumbnailOf(blob))]);
}
