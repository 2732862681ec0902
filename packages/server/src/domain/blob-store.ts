import type { Readable } from 'node:stream';

/** What a blob may hold, each with the ending that a file of it carries; what is none of the pictures has none.
 * A folder looks for them in this order. */
export const BLOB_ENDINGS = {
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'image/webp': '.webp',
  'image/gif': '.gif',
  'image/avif': '.avif',
  'image/tiff': '.tif',
  'image/bmp': '.bmp',
  'image/heic': '.heic',
  'application/octet-stream': '',
} as const;

/** A media type that blobs are kept under. */
export type BlobContentType = keyof typeof BLOB_ENDINGS;

/** One blob as a listing shows it. */
export interface ListedBlob {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** ISO 8601, by the clock of the store: when it was put. */
  readonly modifiedAt: string;
  readonly contentType: BlobContentType;
}

/** Bytes under names: originals and thumbnails. A name is one that `requireBlobName` takes; every method throws INTERNAL for any other.
 * No name lies below another (`a` beside `a/b`). Nothing is ever renamed or appended to, and a listing comes in pages, so that an object store such as S3 fits.
 * Every method may throw ServerError NOT_READY where trying again may help. */
export interface BlobStore {
  /** Resolves when the bytes are on disk. What was under the name is replaced as a whole, its content type too; a body that breaks off, and a
   * crash, leave what was there. A name belongs to one writer: two processes that put different types under one name at once may leave neither.
   * @param body bytes, or a stream of them that is read once. @throws ServerError STORAGE_FULL, INTERNAL for a content type that is not kept here,
   * or what the body threw. */
  put(name: string, body: Uint8Array | AsyncIterable<Uint8Array>, options: { readonly contentType: BlobContentType }): Promise<void>;
  get(name: string): Promise<{ readonly bytes: Uint8Array; readonly contentType: BlobContentType } | undefined>;
  /** For what is too large for memory. The stream holds what was there at the call, whatever is put or deleted meanwhile, and has to be read to its
   * end or destroyed. */
  open(name: string): Promise<{ readonly stream: Readable; readonly size: number; readonly contentType: BlobContentType } | undefined>;
  /** Whatever lies under `<prefix>/`, or everything; each name once, in no order to rely on. What is put or deleted meanwhile may be missing. */
  list(prefix?: string): AsyncIterable<ListedBlob>;
  /** Nothing happens if there is nothing. @param options.durably it is gone after a power cut too; false by default, which is quicker. */
  delete(name: string, options?: { readonly durably: boolean }): Promise<void>;
  /** Deletes everything under `<prefix>/`; gone after a power cut too. */
  deleteAll(prefix: string): Promise<void>;
  /** Frees what puts left behind that a crash broke off, as far as nothing was added to it since a time. No listing shows it.
   * @param before ISO 8601. @returns how many. */
  deleteUnfinished(before: string): Promise<number>;
}
