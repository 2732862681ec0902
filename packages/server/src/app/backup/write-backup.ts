import { constants, existsSync } from 'node:fs';
import { copyFile, link, mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { syncFolder } from '@supcon/core/files';
import { blobsOfItems, copyDatabase, describeItems } from '../../adapters/sqlite/copy-database.js';
import { ownerOfPicture } from '../../collections/picture-blobs.js';
import { ServerError } from '../../domain/errors.js';
import { DATABASES, filesBelow, FOLDERS, MANIFEST, measureFile, writeBackupManifest, type BackupManifest } from './backup-manifest.js';

/** How often items that came meanwhile are looked for. */
const MOST_ROUNDS = 5;

/** What to back up, and who hears of it. */
export interface BackupTask {
  readonly home: string;
  /** A folder that is not there yet. */
  readonly out: string;
  /** ISO 8601. */
  readonly now: string;
  readonly signal: AbortSignal;
  /** @param total 0 while it is not known. */
  readonly tell: (done: number, total: number) => void;
}

/** Backs up a home, also while servers work on it: each database as it was at one moment, and the files that it names; pictures are linked where that is
 * possible, or copied. The folder is there once it is whole. One that was broken off lies beside it (`.partial`), and the next time goes on with that.
 * @throws ServerError BAD_CONFIG, STORE_DAMAGED; the reason of the signal. */
export async function writeBackup({ home, out, now, signal, tell }: BackupTask): Promise<BackupManifest> {
  if (existsSync(out)) throw new ServerError('BAD_CONFIG', `--out: ${out} is there already; give a folder that is not`);
  const inHome = path.relative(path.resolve(home), path.resolve(out));
  if (inHome === '' || !(inHome.startsWith('..') || path.isAbsolute(inHome)))
    throw new ServerError('BAD_CONFIG', `--out: ${out} lies in the home ${home}, with which it would be lost; give a folder outside of it`);
  if (!existsSync(path.join(home, 'server', 'items.sqlite')))
    throw new ServerError('BAD_CONFIG', `--home: ${home} has no server/items.sqlite; there is nothing to back up`);
  const partial = `${out}.partial`;
  await mkdir(path.join(partial, 'server'), { recursive: true });
  await rm(path.join(partial, MANIFEST), { force: true });
  const items = path.join(partial, 'server', 'items.sqlite');
  for (let round = 1; ; round++) {
    for (const folder of FOLDERS) await takeFiles(path.join(home, folder), path.join(partial, folder), signal);
    for (const name of DATABASES) {
      const file = path.join(home, 'server', `${name}.sqlite`);
      if (existsSync(file)) await copyDatabase(file, path.join(partial, 'server', `${name}.sqlite`));
      signal.throwIfAborted();
    }
    // An item that was added after its folder was looked through lacks its pictures.
    if (round === MOST_ROUNDS || (await removeOthers(partial, await blobsOfItems(items)))) break;
  }
  const files: BackupManifest['files'] = [];
  const names = await filesBelow(partial);
  for (const name of names) {
    signal.throwIfAborted();
    files.push({ path: name, ...(await measureFile(path.join(partial, name))) });
    tell(files.length, names.length);
  }
  const { storeId, collections } = await describeItems(items);
  const listed = collections.map(({ name, items: count, lastSeq }) => ({ name, items: count, lastSeq }));
  const manifest: BackupManifest = { format: 1, createdAt: now, storeId, collections: listed, files };
  await writeBackupManifest(partial, manifest);
  await rename(partial, out);
  await syncFolder(path.dirname(path.resolve(out)));
  return manifest;
}

/** Links or copies what is not there yet. */
async function takeFiles(from: string, to: string, signal: AbortSignal): Promise<void> {
  const there = new Set(await filesBelow(to));
  const folders = new Set<string>();
  for (const name of await filesBelow(from)) {
    signal.throwIfAborted();
    if (there.has(name) || /^\..*\.tmp$/.test(path.posix.basename(name))) continue;
    const target = path.join(to, name);
    await mkdir(path.dirname(target), { recursive: true });
    if (await takeFile(path.join(from, name), target)) folders.add(path.dirname(target));
  }
  for (const folder of folders) await syncFolder(folder);
}

/** @returns whether it was there still. */
async function takeFile(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
  }
  // Another disk, or one that knows no links. Under another name until it is whole.
  try {
    await copyFile(from, `${to}.copying`, constants.COPYFILE_FICLONE);
    await rename(`${to}.copying`, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** Takes out pictures of items that are not in the copy of the database: they were deleted, or came later.
 * @returns whether none is lacking. */
async function removeOthers(partial: string, blobs: readonly string[]): Promise<boolean> {
  const wanted = new Set(blobs);
  const found = new Set<string>();
  const folder = path.join(partial, 'server', 'blobs');
  for (const name of await filesBelow(folder)) {
    const owner = ownerOfPicture(name.replace(/\.(original|thumbnail)\.\w+$/, '.$1'));
    if (owner && wanted.has(owner.blob)) found.add(owner.blob);
    else await rm(path.join(folder, name), { force: true });
  }
  return found.size === wanted.size;
}
