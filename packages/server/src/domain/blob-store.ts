/** Bytes under names: originals and thumbnails. Names are lower-case words with `/` between; a store refuses any other. */
export interface BlobStore {
  /** Resolves when the bytes are on disk. What was under the name is replaced as a whole.
   * @throws ServerError STORAGE_FULL. */
  put(name: string, bytes: Uint8Array): Promise<void>;
  get(name: string): Promise<Uint8Array | undefined>;
  /** Nothing happens if there is nothing. */
  delete(name: string): Promise<void>;
  /** Deletes everything under `<prefix>/`. */
  deleteAll(prefix: string): Promise<void>;
}
