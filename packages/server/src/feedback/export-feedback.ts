import { lstat, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { syncFolder, writeFileAtomic } from '@supcon/core/files';
import { BLOB_ENDINGS, type BlobStore } from '../domain/blob-store.js';
import { ServerError } from '../domain/errors.js';
import type { FeedbackFilter, FeedbackRecord, FeedbackStore } from '../domain/feedback-store.js';
import { feedbackList, isFormula, type ExportedRecord } from './feedback-list.js';

/** The list beside the pictures: what `--data` is given. */
export const FEEDBACK_LIST = 'feedback.csv';

/** What an export is made of. */
export interface ExportOptions {
  /** A folder that is not there yet. */
  readonly to: string;
  readonly filter: Omit<FeedbackFilter, 'mayTrain'>;
  /** Ends the export; nothing is then left of it. */
  readonly signal: AbortSignal;
}

/** What came of an export. */
export interface ExportReport {
  /** Path of the list. */
  readonly list: string;
  readonly exported: number;
  /** Records whose picture was forgotten meanwhile, or is missing. */
  readonly missing: number;
  /** Records that are left out because a spreadsheet would run their label. */
  readonly formulas: readonly { readonly id: string; readonly label: string }[];
}

const PAGE = 500;

/** Writes the pictures that may be trained with into a new folder, and a list of them: all of it or nothing. The pictures lie beside the list and not in class
 * folders, because a label need be no name of a file. A server may go on meanwhile; what is forgotten before its turn is left out.
 * @throws ServerError BAD_CONFIG where the folder is there already or cannot be made, BAD_DATA where there is nothing to export, STORAGE_FULL; the reason of the signal. */
export async function exportFeedback(
  { store, blobs }: { readonly store: Pick<FeedbackStore, 'list'>; readonly blobs: BlobStore },
  { to, filter, signal }: ExportOptions,
): Promise<ExportReport> {
  const folder = path.resolve(to);
  await requireAbsent(folder);
  const aside = await mkdtemp(path.join(path.dirname(folder), `.${path.basename(folder)}.partial-`)).catch((cause: unknown) => {
    throw new ServerError('BAD_CONFIG', `--to ${to}: its parent folder cannot be written (${codeOf(cause)})`, { cause });
  });
  try {
    const exported: ExportedRecord[] = [];
    const formulas: { id: string; label: string }[] = [];
    let missing = 0;
    for await (const record of consented(store, filter)) {
      signal.throwIfAborted();
      if (isFormula(record.label)) {
        formulas.push({ id: record.id, label: record.label });
        continue;
      }
      const kept = record.picture && (await blobs.get(record.picture.blob));
      if (!kept) {
        missing++;
        continue;
      }
      const file = `${record.id.slice(0, 32)}${BLOB_ENDINGS[kept.contentType]}`;
      await writeFile(path.join(aside, file), kept.bytes, { flush: true });
      exported.push({ file, record });
    }
    if (exported.length === 0)
      throw new ServerError('BAD_DATA', 'feedback: no picture fits that may be trained with (mayTrain) and is kept; nothing was written');
    await writeFileAtomic(path.join(aside, FEEDBACK_LIST), feedbackList(exported));
    await syncFolder(aside);
    signal.throwIfAborted();
    await requireAbsent(folder);
    await rename(aside, folder);
    await syncFolder(path.dirname(folder));
    return { list: path.join(to, FEEDBACK_LIST), exported: exported.length, missing, formulas };
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    if (['ENOSPC', 'EDQUOT', 'EFBIG'].includes(codeOf(error)))
      throw new ServerError('STORAGE_FULL', `--to ${to}: the disk has no room for the pictures; nothing was written`, { cause: error });
    throw error;
  }
}

/** Every record with consent, each once, whatever changes meanwhile. */
async function* consented(store: Pick<FeedbackStore, 'list'>, filter: ExportOptions['filter']): AsyncGenerator<FeedbackRecord> {
  let after: string | undefined;
  do {
    const page = await store.list({ ...filter, mayTrain: true, after, limit: PAGE });
    yield* page.records;
    after = page.next;
  } while (after !== undefined);
}

async function requireAbsent(folder: string): Promise<void> {
  const found = await lstat(folder).catch(() => undefined);
  if (found)
    throw new ServerError(
      'BAD_CONFIG',
      `--to ${folder}: something is there already, and is left as it is; name a folder that is not there yet`,
    );
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException | null)?.code ?? String(error);
}
