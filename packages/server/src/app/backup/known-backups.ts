import { appendFile, readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { holdsItems } from '../../adapters/sqlite/copy-database.js';
import type { Purge, PurgeHolder } from '../../domain/purge-store.js';
import { MANIFEST } from './backup-manifest.js';

/** Backups that are looked up, the newest. */
const MOST_LISTED = 1000;
const FILE = 'backups.jsonl';

const lineSchema = z.object({ writtenAt: z.string(), folder: z.string() });

/** Writes down in a home where and when a backup of it was written, so that a purge can say what still holds what it erased. */
export async function noteBackup(home: string, out: string, writtenAt: string): Promise<void> {
  const line = JSON.stringify({ writtenAt, folder: path.resolve(out) });
  // Behind a line break of its own: what was cut off before must not take it along.
  await appendFile(path.join(home, 'server', FILE), `\n${line}\n`);
}

/** What may hold something of a purge, out of its reach: backups that were written down, and what was set aside. Of backups that are where they were written it is
 * looked up whether they list the items. */
export async function holdersOf(home: string, { name, ids, what }: Purge): Promise<readonly PurgeHolder[]> {
  const holders: PurgeHolder[] = [];
  for (const { folder, writtenAt } of await knownBackups(home)) {
    const items = path.join(folder, 'server', 'items.sqlite');
    const isThere = (await stat(path.join(folder, MANIFEST)).catch(() => undefined)) !== undefined;
    const certain = isThere && name !== null && (await holdsItems(items, name, what === 'collection' ? undefined : ids).catch(() => false));
    holders.push({ kind: 'backup', name: path.basename(folder), writtenAt, certain });
  }
  const names = await readdir(path.join(home, 'server'));
  const aside = names.filter((each) => each.startsWith('left-')).map((each) => ({ kind: 'setAside', name: each }) as const);
  return [...holders, ...aside.map((each) => ({ ...each, writtenAt: null, certain: false }))];
}

async function knownBackups(home: string): Promise<readonly z.infer<typeof lineSchema>[]> {
  const text = await readFile(path.join(home, 'server', FILE), 'utf8').catch(() => '');
  const known = new Map<string, z.infer<typeof lineSchema>>();
  for (const line of text.split('\n'))
    try {
      const backup = lineSchema.parse(JSON.parse(line));
      known.set(backup.folder, backup);
    } catch {
      // Cut off, or empty.
    }
  return [...known.values()].slice(-MOST_LISTED);
}
