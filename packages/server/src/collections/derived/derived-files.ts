import type { Logger } from 'pino';
import type { BlobStore, ListedBlob } from '../../domain/blob-store.js';

/** Which state of what is computed of which collection. */
export interface DerivedName {
  /** Of the collection: never used again, so no name ever stands for something else. */
  readonly number: number;
  /** What was computed, how and by which model: hexadecimal digits. */
  readonly what: string;
  /** The last change of the collection that is in it. */
  readonly seq: number;
}

/** What there is still: results of anything else are let go. */
export interface Present {
  /** Of the collections. */
  readonly numbers: readonly number[];
  /** What may be computed by now. Default: anything. */
  readonly whats?: ReadonlySet<string>;
}

/** Results that were computed of collections, the newest of each kind, on disk: what is gone is computed again. */
export interface DerivedFiles<T> {
  newest(number: number, what: string): Promise<T | undefined>;
  /** Keeps a result instead of older ones of its kind, and lets go of the oldest of all where they take too much room, and of what is not present any more. */
  keep(name: DerivedName, bytes: Uint8Array, present: Present): Promise<T>;
  /** Lets go of all results of a collection, or of one kind. */
  drop(number: number, what?: string): Promise<void>;
  /** Lets go of results of a kind of every collection. */
  forget(whats: ReadonlySet<string>): Promise<void>;
}

/** How they are kept. */
export interface DerivedFilesOptions<T> {
  /** Holds nothing else. */
  readonly blobs: BlobStore;
  readonly decode: (bytes: Uint8Array) => T;
  /** Of all results, bytes. */
  readonly maxBytes: number;
  /** Results that stay in memory, the last asked for. Default none. */
  readonly remembered?: number;
  readonly logger: Logger;
  /** ISO 8601. */
  readonly now: () => string;
}

/** What a crash broke off is old enough to be nobody's work after so long. */
const UNFINISHED_AFTER_MS = 3_600_000;

/** Names are `<collection's number>/<what>/<seq>`. */
export function createDerivedFiles<T>({ blobs, decode, maxBytes, remembered = 0, logger, now }: DerivedFilesOptions<T>): DerivedFiles<T> {
  const memory = new Map<string, T>();
  const remember = (name: string, value: T): T => {
    memory.delete(name);
    memory.set(name, value);
    if (memory.size > remembered) memory.delete(memory.keys().next().value!);
    return value;
  };

  const tidy = async (kept: string, { numbers, whats }: Present): Promise<void> => {
    const known = new Set(numbers.map(String));
    const all: ListedBlob[] = [];
    for await (const blob of blobs.list()) all.push(blob);
    const isGone = ({ name }: ListedBlob): boolean => {
      const [number, what] = name.split('/');
      return !known.has(number!) || (whats !== undefined && !whats.has(what!)) || (isOf(name, kept) && seqOf(name) < seqOf(kept));
    };
    const gone = all.filter(isGone);
    const left = all.filter((blob) => !gone.includes(blob)).sort((a, b) => b.modifiedAt.localeCompare(a.modifiedAt));
    let bytes = 0;
    const over = left.filter(({ name, size }) => (bytes += size) > maxBytes && name !== kept);
    for (const { name } of [...gone, ...over]) await blobs.delete(name);
    await blobs.deleteUnfinished(new Date(Date.parse(now()) - UNFINISHED_AFTER_MS).toISOString());
  };

  return {
    newest: async (number, what) => {
      const found: string[] = [];
      for await (const { name } of blobs.list(`${number}/${what}`)) found.push(name);
      const name = found.sort((a, b) => seqOf(b) - seqOf(a))[0];
      if (name === undefined) return undefined;
      const known = memory.get(name);
      if (known !== undefined) return remember(name, known);
      const blob = await blobs.get(name);
      if (!blob) return undefined;
      try {
        return remember(name, decode(blob.bytes));
      } catch (error) {
        logger.warn({ err: error, result: name }, 'a kept result cannot be read; it is computed anew');
        await blobs.delete(name);
        return undefined;
      }
    },
    keep: async ({ number, what, seq }, bytes, present) => {
      const name = `${number}/${what}/${seq}`;
      await blobs.put(name, bytes, { contentType: 'application/octet-stream' });
      await tidy(name, present);
      return remember(name, decode(bytes));
    },
    drop: async (number, what) => {
      for (const name of [...memory.keys()]) if (name.startsWith(`${number}/`)) memory.delete(name);
      await blobs.deleteAll(what === undefined ? String(number) : `${number}/${what}`);
    },
    forget: async (whats) => {
      for await (const { name } of blobs.list()) if (whats.has(name.split('/')[1]!)) await blobs.delete(name);
    },
  };
}

function seqOf(name: string): number {
  return Number(name.slice(name.lastIndexOf('/') + 1));
}

function isOf(name: string, kept: string): boolean {
  return name.startsWith(kept.slice(0, kept.lastIndexOf('/') + 1));
}
