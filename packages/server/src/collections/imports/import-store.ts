import type { Readable } from 'node:stream';
import type { BlobStore } from '../../domain/blob-store.js';
import { ServerError } from '../../domain/errors.js';
import type { ImportRefusal } from './import-refusal.js';

/** The parts of an upload: lines that name items, and a matrix with their vectors. */
export type ImportPart = 'items' | 'vectors';

/** How far an import has come: all up to a line is done and told. */
export interface ImportState {
  /** Of the file, counted from 1; 0 at the beginning. */
  readonly line: number;
  /** Lines that said something. */
  readonly done: number;
  readonly added: number;
  /** Items that were there with the same content. */
  readonly unchanged: number;
  readonly refused: number;
  /** Parts of the report. */
  readonly parts: number;
}

/** Where an import begins. */
export const IMPORT_BEGIN: ImportState = { line: 0, done: 0, added: 0, unchanged: 0, refused: 0, parts: 0 };

/** What is kept of imports: uploads until they are done, how far each has come, and reports. Each is written as a whole or not at all. */
export interface ImportStore {
  /** Takes in a part as it comes. @throws ServerError STORAGE_FULL, or what the body threw; nothing of it is left then. */
  put(id: string, part: ImportPart, body: AsyncIterable<Uint8Array>): Promise<void>;
  /** To be read to its end or destroyed. @returns undefined where it is not there. */
  open(id: string, part: ImportPart): Promise<Readable | undefined>;
  /** Writes down how far an import has come, and before that what it refused since. Begun again behind the state before, it writes the same once more. */
  advance(id: string, state: ImportState, refusals: readonly ImportRefusal[]): Promise<void>;
  /** Undefined where nothing was done yet. */
  state(id: string): Promise<ImportState | undefined>;
  /** A line of JSON a refusal, in the order of the lines, as far as the import has come; in pieces. */
  report(id: string): AsyncIterable<Uint8Array>;
  /** Lets go of the upload. */
  dropUpload(id: string): Promise<void>;
  /** Lets go of everything. */
  drop(id: string): Promise<void>;
  /** Imports of which something is kept, with when the newest of it was written (ISO 8601). */
  list(): Promise<ReadonlyMap<string, string>>;
  /** Frees what broken-off writes left before a time (ISO 8601). */
  dropUnfinished(before: string): Promise<void>;
}

const TYPE = { contentType: 'application/octet-stream' } as const;

/** Names are `<import>/items`, `/vectors`, `/state` and `/report/<part>`. @param blobs that hold nothing else. */
export function createImportStore(blobs: BlobStore): ImportStore {
  const uploaded = (id: string, part: ImportPart): string => `${id}/${part}`;
  const partOf = (id: string, part: number): string => `${id}/report/${String(part).padStart(7, '0')}`;
  const state = async (id: string): Promise<ImportState | undefined> => {
    const blob = await blobs.get(`${id}/state`);
    return blob && (JSON.parse(Buffer.from(blob.bytes).toString('utf8')) as ImportState);
  };
  return {
    put: (id, part, body) => blobs.put(uploaded(id, part), body, TYPE),
    open: async (id, part) => (await blobs.open(uploaded(id, part)))?.stream,
    advance: async (id, reached, refusals) => {
      if (refusals.length > 0) {
        const lines = refusals.map((refusal) => `${JSON.stringify(refusal)}\n`).join('');
        await blobs.put(partOf(id, reached.parts - 1), Buffer.from(lines), TYPE);
      }
      await blobs.put(`${id}/state`, Buffer.from(JSON.stringify(reached)), TYPE);
    },
    state,
    report: async function* (id) {
      const { parts } = (await state(id)) ?? IMPORT_BEGIN;
      for (let part = 0; part < parts; part++) {
        const blob = await blobs.get(partOf(id, part));
        // Deleted meanwhile: a part must not pass for the whole.
        if (!blob) throw new ServerError('JOB_NOT_FOUND', 'the report of the import is gone; reports are kept as long as their jobs');
        yield blob.bytes;
      }
    },
    dropUpload: async (id) => {
      await Promise.all([blobs.delete(uploaded(id, 'items')), blobs.delete(uploaded(id, 'vectors'))]);
    },
    drop: (id) => blobs.deleteAll(id),
    list: async () => {
      const newest = new Map<string, string>();
      for await (const { name, modifiedAt } of blobs.list()) {
        const id = name.split('/')[0]!;
        if (modifiedAt > (newest.get(id) ?? '')) newest.set(id, modifiedAt);
      }
      return newest;
    },
    dropUnfinished: async (before) => {
      await blobs.deleteUnfinished(before);
    },
  };
}
