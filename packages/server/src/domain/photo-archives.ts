/** A file of an archive that was not kept, and why, for people. */
export interface LeftOutFile {
  readonly file: string;
  readonly reason: string;
}

/** What came of an archive of photos. */
export interface ReceivedPhotos {
  /** Files that lie in the new folder. */
  readonly kept: number;
  /** Files that were not kept; what systems make for themselves is not counted. */
  readonly leftOut: number;
  /** The first of these. */
  readonly leftOutFiles: readonly LeftOutFile[];
}

/** Folders of photos that come in as .zip archives, and that go. */
export interface PhotoArchives {
  /** Makes a folder of an archive's pictures, in one step: it is there whole or not at all.
   * @param body is read to its end, or left where it fails.
   * @throws ServerError DATA_CONFLICT where the name is taken; BAD_ARCHIVE, PAYLOAD_TOO_LARGE, STORAGE_FULL; what reading the body threw. Nothing is left behind then. */
  receive(name: string, body: AsyncIterable<Uint8Array>): Promise<ReceivedPhotos>;
  /** Removes a folder: it is gone at once, its files after that. */
  remove(name: string): Promise<void>;
  /** Removes what a process left behind that was killed. For the beginning, while nothing comes in. */
  sweep(): Promise<void>;
}
