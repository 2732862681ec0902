import { existsSync } from 'node:fs';
import { constants } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { syncFolder } from '@supcon/core/files';
import { becomeAnotherStore } from '../../adapters/sqlite/copy-database.js';
import { ServerError } from '../../domain/errors.js';
import type { BackupManifest } from './backup-manifest.js';
import { verifyBackup } from './verify-backup.js';

/** Where what is copied lies until it is whole. */
const STAGING = '.restoring';
/** The last one makes it count: without it a start refuses. */
const LAST = 'server/items.sqlite';

/** What to restore. */
export interface RestoreTask {
  /** A backup. */
  readonly from: string;
  /** May hold trainings and data, but neither items nor artifacts. */
  readonly home: string;
  readonly signal: AbortSignal;
  readonly tell: (done: number, total: number) => void;
}

/** Makes a home of a backup, which is verified first: all of it, then it is put in its place. Broken off, it is begun again. The items become a store of their
 * own, so that nothing that was kept beside the original is taken for theirs; indexes are built at the next start.
 * @throws ServerError BAD_CONFIG for a home that is not empty, BAD_DATA for a backup that is not whole; the reason of the signal. */
export async function restoreBackup({ from, home, signal, tell }: RestoreTask): Promise<BackupManifest> {
  const staging = path.join(home, STAGING);
  const isMoving = existsSync(path.join(staging, 'complete'));
  if (!isMoving) await requireEmpty(home);
  const { manifest, faults } = await verifyBackup(from, { signal, tell: () => undefined });
  if (faults.length > 0)
    throw new ServerError('BAD_DATA', `${from} is damaged, nothing was restored: ${faults.slice(0, 3).join('; ')}; take another backup`);
  if (!isMoving) {
    await rm(staging, { recursive: true, force: true });
    for (const [n, file] of manifest.files.entries()) {
      signal.throwIfAborted();
      const target = path.join(staging, file.path);
      await mkdir(path.dirname(target), { recursive: true });
      await copyFile(path.join(from, file.path), target, constants.COPYFILE_FICLONE);
      tell(n + 1, manifest.files.length);
    }
    becomeAnotherStore(path.join(staging, LAST));
    await mkdir(path.join(staging, 'complete'));
  }
  await move(staging, home);
  return manifest;
}

async function move(staging: string, home: string): Promise<void> {
  await mkdir(path.join(home, 'server'), { recursive: true });
  const inServer = (await readdir(path.join(staging, 'server'))).map((name) => `server/${name}`);
  const names = [...inServer.filter((name) => name !== LAST), ...(existsSync(path.join(staging, 'artifacts')) ? ['artifacts'] : [])];
  for (const name of [...names, ...inServer.filter((name) => name === LAST)]) {
    await rm(path.join(home, name), { recursive: true, force: true });
    await rename(path.join(staging, name), path.join(home, name));
  }
  await syncFolder(path.join(home, 'server'));
  await syncFolder(home);
  await rm(staging, { recursive: true, force: true });
}

async function requireEmpty(home: string): Promise<void> {
  const listed = async (folder: string): Promise<string[]> => {
    try {
      return await readdir(path.join(home, folder));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  };
  const there = [
    ...(await listed('server')).map((name) => `server/${name}`),
    ...(await listed('artifacts')).map((name) => `artifacts/${name}`),
  ];
  const others = there.filter((name) => !name.startsWith('server/left-'));
  if (others.length > 0)
    throw new ServerError(
      'BAD_CONFIG',
      `--home: ${home} holds ${others.slice(0, 3).join(', ')} already; a backup is restored into a home without server/ and artifacts/: move them away or give another folder`,
    );
}
