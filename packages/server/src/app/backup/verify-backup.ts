import path from 'node:path';
import { describeItems, faultsOfDatabase } from '../../adapters/sqlite/copy-database.js';
import { filesBelow, MANIFEST, measureFile, readBackupManifest, type BackupManifest } from './backup-manifest.js';

/** Something that is not as it should be. */
export type Fault = string;

/** Reads every byte of a backup and holds it against its manifest, its databases against SQLite's check, and their counts against what was written down.
 * @throws ServerError BAD_DATA where there is no manifest that can be read; the reason of the signal. */
export async function verifyBackup(
  folder: string,
  { signal, tell }: { readonly signal: AbortSignal; readonly tell: (done: number, total: number) => void },
): Promise<{ readonly manifest: BackupManifest; readonly faults: readonly Fault[] }> {
  const manifest = await readBackupManifest(folder);
  const faults: Fault[] = [];
  const there = new Set(await filesBelow(folder));
  for (const [n, file] of manifest.files.entries()) {
    signal.throwIfAborted();
    if (!there.delete(file.path)) faults.push(`${file.path} is missing`);
    else if ((await measureFile(path.join(folder, file.path))).sha256 !== file.sha256) faults.push(`${file.path} is damaged (sha256)`);
    tell(n + 1, manifest.files.length);
  }
  there.delete(MANIFEST);
  for (const name of there) faults.push(`${name} is none of the backup's files`);
  if (faults.length === 0) faults.push(...(await faultsInside(folder, manifest)));
  return { manifest, faults };
}

async function faultsInside(folder: string, manifest: BackupManifest): Promise<Fault[]> {
  const faults: Fault[] = [];
  for (const { path: name } of manifest.files)
    if (/^server\/\w+\.sqlite$/.test(name))
      for (const fault of await faultsOfDatabase(path.join(folder, name))) faults.push(`${name}: ${fault}`);
  const { collections } = await describeItems(path.join(folder, 'server/items.sqlite'));
  for (const { name, items, rows } of collections)
    if (items !== rows) faults.push(`collection '${name}' counts ${items} items and has ${rows}`);
  const told = collections.map(({ name, items, lastSeq }) => ({ name, items, lastSeq }));
  if (JSON.stringify(told) !== JSON.stringify(manifest.collections)) faults.push('the collections are not those that the manifest names');
  return faults;
}
