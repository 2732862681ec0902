import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { isBlobName } from '../../domain/blob-name.js';
import { BLOB_ENDINGS, type BlobContentType } from '../../domain/blob-store.js';
import { fileError, isMissing } from './file-error.js';

/** In the order in which a blob is looked for. */
const ENDINGS = Object.entries(BLOB_ENDINGS) as [BlobContentType, string][];
/** As `writeFileAtomic` calls what it has not finished. */
const UNFINISHED = /^\..*\.tmp$/;

/** A file in the folder of a blob store: one that holds a blob, or what an unfinished put left. */
export type BlobFile =
  | { readonly kind: 'blob'; readonly file: string; readonly name: string; readonly contentType: BlobContentType }
  | { readonly kind: 'unfinished'; readonly file: string };

/** The files below `<folder>/<prefix>`, folder by folder. Files that no blob store wrote are passed over, and so is one that is shadowed by another
 * type of the same name, which a put that a crash broke off leaves. */
export async function* listBlobFiles(folder: string, prefix = ''): AsyncGenerator<BlobFile> {
  const entries = await entriesOf(path.join(folder, prefix));
  const present = new Set(entries.map((entry) => entry.name));
  for (const entry of entries) {
    const relative = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    const file = path.join(folder, relative);
    if (entry.isDirectory()) {
      yield* listBlobFiles(folder, relative);
    } else if (UNFINISHED.test(entry.name)) {
      yield { kind: 'unfinished', file };
    } else {
      const rank = ENDINGS.findIndex(([, candidate]) => relative.endsWith(candidate));
      const [contentType, ending] = ENDINGS[rank]!;
      const name = relative.slice(0, relative.length - ending.length);
      const shadowed = ENDINGS.slice(0, rank).some(([, other]) => present.has(path.basename(name) + other));
      if (isBlobName(name) && !shadowed) yield { kind: 'blob', file, name, contentType };
    }
  }
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw fileError(error);
  }
}
