import { mkdir, readdir, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { syncFolder } from '@supcon/core/files';
import type { Logger } from 'pino';
import { createFolderBlobStore } from '../adapters/folder/folder-blob-store.js';
import { openSqliteItemStore } from '../adapters/sqlite/sqlite-item-store.js';
import { ownerOfPicture } from '../collections/picture-blobs.js';
import type { BlobStore } from '../domain/blob-store.js';
import { ServerError } from '../domain/errors.js';
import type { ItemStore } from '../domain/item-store.js';
import { DERIVED_FOLDERS } from './derived-folders.js';
import { makeServerFolder } from './make-server-folder.js';

const DATABASE = 'items.sqlite';
/** What belongs to the items, in the folder of a server. */
const OF_THE_ITEMS = [DATABASE, `${DATABASE}-wal`, `${DATABASE}-shm`, `${DATABASE}.witness`, 'blobs', 'index', ...DERIVED_FOLDERS];

/** Refuses to make a new database in the place of one that is gone: beside pictures, a log of changes or a witness of commits it would look like an empty
 * server that is well. Called before the database is opened. @throws ServerError STORE_MISSING. */
export async function requireOwnDatabase(folder: string, blobs: Pick<BlobStore, 'list'>): Promise<void> {
  if ((await sizeOf(folder, DATABASE)) > 0) return;
  for (const name of [`${DATABASE}-wal`, `${DATABASE}.witness`])
    if ((await sizeOf(folder, name)) > 0) throw missing(folder, 'is missing or empty', `server/${name} of it is there`);
  if (await hasPictures(blobs)) throw missing(folder, 'is missing or empty', 'the pictures of its items are in server/blobs');
}

/** The same for a database that is there and has never held a collection. Called once it is open. @throws ServerError STORE_MISSING. */
export async function requireUsedDatabase(folder: string, store: Pick<ItemStore, 'bounds'>, blobs: Pick<BlobStore, 'list'>): Promise<void> {
  if ((await store.bounds()).lastNumber > 0 || !(await hasPictures(blobs))) return;
  throw missing(folder, 'has never held a collection', 'there are pictures of items in server/blobs');
}

/** Makes room for a new database where the old one is missing or damaged: what is left of the old items moves into a folder of its own beside it; nothing
 * is deleted. No process may have them open. @returns the folder, undefined where all is well and nothing was moved. */
export async function setOldItemsAside(home: string, logger: Logger, now: Date): Promise<string | undefined> {
  const folder = await makeServerFolder(home);
  if (await isWell(folder, logger)) return undefined;
  const target = path.join(folder, `left-${now.toISOString().replace(/[:.]/g, '-')}`);
  await mkdir(target);
  const there = new Set(await readdir(folder));
  for (const name of OF_THE_ITEMS) if (there.has(name)) await rename(path.join(folder, name), path.join(target, name));
  await syncFolder(folder);
  return target;
}

async function isWell(folder: string, logger: Logger): Promise<boolean> {
  const blobs = createFolderBlobStore(path.join(folder, 'blobs'));
  try {
    await requireOwnDatabase(folder, blobs);
    const store = await openSqliteItemStore(path.join(folder, DATABASE), logger);
    await requireUsedDatabase(folder, store, blobs).finally(() => store.close());
    return true;
  } catch (error) {
    if (error instanceof ServerError && (error.code === 'STORE_MISSING' || error.code === 'STORE_DAMAGED')) return false;
    throw error;
  }
}

function missing(folder: string, what: string, left: string): ServerError {
  return new ServerError(
    'STORE_MISSING',
    `${path.join(folder, DATABASE)} ${what}, though ${left}: the items are not there. Put it back from a backup (supcon-server restore --help), ` +
      'or begin anew with supcon-server --begin-anew, which moves what is left into server/left-TIME and deletes nothing',
  );
}

async function hasPictures(blobs: Pick<BlobStore, 'list'>): Promise<boolean> {
  for await (const { name } of blobs.list()) if (ownerOfPicture(name)) return true;
  return false;
}

/** Bytes; 0 where there is no file. */
async function sizeOf(folder: string, name: string): Promise<number> {
  try {
    return (await stat(path.join(folder, name))).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}
