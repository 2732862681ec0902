import type { Readable } from 'node:stream';
import { ServerError } from '../../domain/errors.js';
import type { CollectionRecord, ItemStore } from '../../domain/item-store.js';
import { JobFailure } from '../../domain/job-failure.js';
import type { AddImageDeps } from '../add-image.js';
import { addLines, type AddLinesTask, type LineOutcome, type LineToAdd } from './add-lines.js';
import { chunksOf, type ImportRow } from './import-chunks.js';
import { lineTooLong, refusalOf } from './import-refusal.js';
import { IMPORT_BEGIN, type ImportPart, type ImportState, type ImportStore } from './import-store.js';
import { linesOf } from './lines.js';
import { npyRows } from './npy-rows.js';
import { idOfLine, readImportLine, type ImportLineRules } from './read-import-line.js';

/** Which upload goes into which collection. */
export interface ImportTask extends AddLinesTask {
  /** What the upload is kept under. */
  readonly upload: string;
  /** When the collection was made, ISO 8601: another one of its name is not meant. */
  readonly collectionCreatedAt: string;
  /** When it was asked for, ISO 8601. */
  readonly plannedAt: string;
  /** Bytes before the first row of the matrix that has the vectors; null where the lines have them. */
  readonly matrixBegin: number | null;
}

/** What importing needs. */
export interface ImportItemsDeps extends AddImageDeps {
  readonly imports: ImportStore;
  /** The present moment, ISO 8601. */
  readonly now: () => string;
  readonly rules: Omit<ImportLineRules, 'hasMatrix'>;
  /** Bytes of one line. */
  readonly longestLine: number;
}

/** How it is done. */
export interface ImportOptions {
  /** Ends it early, with its reason thrown; what was imported stays. */
  readonly signal: AbortSignal;
  readonly onProgress?: (state: ImportState) => void;
}

/** Adds the items of an upload, a chunk of lines at a time, and writes down behind each how far it has come and what it refused. A line that is wrong is told and passed over.
 * Begun again it goes on behind the last chunk that was told; of one that was under way, what is there already is found and not added twice.
 * @throws ServerError COLLECTION_NOT_FOUND where the collection is gone or another one, MODEL_MISMATCH where it has got another encoder's vectors, STORAGE_FULL, NOT_READY;
 * JobFailure UPLOAD_LOST; the reason of the signal. */
export async function importItems(
  deps: ImportItemsDeps,
  task: ImportTask,
  { signal, onProgress = () => undefined }: ImportOptions,
): Promise<ImportState> {
  const { imports, longestLine } = deps;
  let state = (await imports.state(task.upload)) ?? IMPORT_BEGIN;
  const { embeddingSize } = await requireCollection(deps.store, task);
  const file = await openPart(imports, task.upload, 'items');
  let rows: AsyncGenerator<Float32Array> | undefined;
  let isFirst = true;
  try {
    if (task.matrixBegin !== null)
      rows = npyRows(await openPart(imports, task.upload, 'vectors'), { begin: task.matrixBegin, columns: embeddingSize });
    for await (const chunk of chunksOf(linesOf(file, longestLine), rows, state.line)) {
      signal.throwIfAborted();
      await requireCollection(deps.store, task);
      // What was committed without being told, by an attempt before or a try of this one, is its own.
      const addedSince = isFirst ? task.plannedAt : deps.now();
      const outcomes = await importChunk(deps, task, chunk, signal);
      state = advanced(state, chunk, outcomes, addedSince);
      isFirst = false;
      await imports.advance(task.upload, state, refusalsOf(outcomes));
      onProgress(state);
    }
  } finally {
    await rows?.return(undefined);
    file.destroy();
  }
  return state;
}

async function openPart(imports: ImportStore, upload: string, part: ImportPart): Promise<Readable> {
  const opened = await imports.open(upload, part);
  if (!opened) throw new JobFailure('UPLOAD_LOST', 'what was uploaded is not there any more: backups do not hold it; import it again');
  return opened;
}

async function importChunk(
  deps: ImportItemsDeps,
  task: ImportTask,
  chunk: readonly ImportRow[],
  signal: AbortSignal,
): Promise<readonly LineOutcome[]> {
  const read = chunk.map((row) => readRow(deps, task, row));
  const added = await addLines(
    deps,
    task,
    read.filter((line): line is LineToAdd => !('refusal' in line)),
    signal,
  );
  let next = 0;
  return read.map((line) => ('refusal' in line ? line : added[next++]!));
}

function readRow(
  { rules, longestLine }: ImportItemsDeps,
  { upload, matrixBegin }: ImportTask,
  { number, bytes, vector }: ImportRow,
): LineToAdd | Extract<LineOutcome, { refusal: unknown }> {
  if (bytes === undefined) return { refusal: refusalOf(lineTooLong(longestLine), { line: number, id: null }) };
  try {
    const { id, label, metadata, content } = readImportLine(bytes, { ...rules, hasMatrix: matrixBegin !== null });
    const own = content ?? { vector: requireRow(vector) };
    // The same at every attempt, so that a line without an id is not added twice.
    return { line: number, id: id ?? `${upload}-${number}`, label, metadata, content: own };
  } catch (error) {
    return { refusal: refusalOf(error, { line: number, id: idOfLine(bytes) }) };
  }
}

function requireRow(vector: Float32Array | undefined): Float32Array {
  if (!vector) throw new ServerError('BAD_REQUEST', 'vectors: it has no row for this line');
  return vector;
}

/** A collection that got other vectors meanwhile keeps its time. @throws ServerError COLLECTION_NOT_FOUND. */
async function requireCollection(
  store: Pick<ItemStore, 'collection'>,
  { collection: name, collectionCreatedAt }: ImportTask,
): Promise<CollectionRecord> {
  const record = await store.collection(name);
  if (record?.createdAt !== collectionCreatedAt)
    throw new ServerError('COLLECTION_NOT_FOUND', `the collection '${name}' was deleted meanwhile; what was imported went with it`);
  return record;
}

function advanced(state: ImportState, chunk: readonly ImportRow[], outcomes: readonly LineOutcome[], addedSince: string): ImportState {
  const count = { added: 0, unchanged: 0, refused: 0 };
  // A line that says what one before it said has added nothing.
  const added = new Set<number>();
  for (const outcome of outcomes) {
    if ('refusal' in outcome) {
      count.refused++;
      continue;
    }
    const { created, item } = outcome;
    const isOwn = created || (item.createdAt >= addedSince && !added.has(item.key));
    if (isOwn) added.add(item.key);
    count[isOwn ? 'added' : 'unchanged']++;
  }
  return {
    line: chunk.at(-1)!.number,
    done: state.done + outcomes.length,
    added: state.added + count.added,
    unchanged: state.unchanged + count.unchanged,
    refused: state.refused + count.refused,
    parts: state.parts + (count.refused > 0 ? 1 : 0),
  };
}

function refusalsOf(outcomes: readonly LineOutcome[]) {
  return outcomes.flatMap((outcome) => ('refusal' in outcome ? [outcome.refusal] : []));
}
