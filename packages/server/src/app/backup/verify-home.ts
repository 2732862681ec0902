import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Logger } from 'pino';
import { createFolderBlobStore } from '../../adapters/folder/folder-blob-store.js';
import { faultsOfDatabase } from '../../adapters/sqlite/copy-database.js';
import { openSqliteItemStore } from '../../adapters/sqlite/sqlite-item-store.js';
import { describeLoss } from '../../collections/collection-registry.js';
import { hasPicture, ownerOfPicture } from '../../collections/picture-blobs.js';
import { ServerError } from '../../domain/errors.js';
import { isUsable } from '../../domain/unit-vector.js';
import { DATABASES } from './backup-manifest.js';
import type { Fault } from './verify-backup.js';

const PAGE = 500;

/** Looks through the items of a home, also while servers work on it: the databases by SQLite's check, that every item's vector can be used and its pictures
 * are there, and whether acknowledged changes are missing.
 * @param options.acceptLosses forgets those. @throws ServerError BAD_CONFIG, STORE_LOCKED, STORE_DAMAGED; the reason of the signal. */
export async function verifyHome(
  home: string,
  logger: Logger,
  {
    acceptLosses,
    signal,
    tell,
  }: { readonly acceptLosses: boolean; readonly signal: AbortSignal; readonly tell: (done: number, total: number) => void },
): Promise<{ readonly items: number; readonly faults: readonly Fault[]; readonly accepted: number }> {
  const folder = path.join(home, 'server');
  if (!existsSync(path.join(folder, 'items.sqlite')))
    throw new ServerError('BAD_CONFIG', `--home: ${home} has no server/items.sqlite; there is nothing to verify`);
  const faults: Fault[] = [];
  for (const name of DATABASES) {
    const file = path.join(folder, `${name}.sqlite`);
    if (existsSync(file)) for (const fault of await faultsOfDatabase(file)) faults.push(`server/${name}.sqlite: ${fault}`);
  }
  const store = await openSqliteItemStore(path.join(folder, 'items.sqlite'), logger);
  try {
    const accepted = acceptLosses ? await store.forgetLosses() : 0;
    for (const loss of await store.losses()) faults.push(describeLoss(loss));
    const pictures = new Map<string, number>();
    for await (const { name } of createFolderBlobStore(path.join(folder, 'blobs')).list()) {
      const owner = ownerOfPicture(name);
      if (owner) pictures.set(owner.blob, (pictures.get(owner.blob) ?? 0) + 1);
    }
    const collections = await store.collections();
    const total = collections.reduce((sum, { items }) => sum + items, 0);
    let done = 0;
    for (const record of collections) {
      let rows = 0;
      for (let after: string | undefined; ;) {
        signal.throwIfAborted();
        const page = await store.list(record, { limit: PAGE, ...(after === undefined ? {} : { after }) });
        const keys = page.items.map(({ key }) => key);
        const vectors = new Map((await store.vectors(record, keys)).map(({ key, vector }) => [key, vector]));
        for (const { id, key, blob } of page.items) {
          const vector = vectors.get(key);
          if (vector && !isUsable(vector, record.embeddingSize))
            faults.push(`item '${id}' of collection '${record.name}': its vector is damaged`);
          if (!hasPicture(blob)) continue;
          // Removed since the pictures were listed, it is none of the items any more.
          if (pictures.get(blob) !== 2 && (await store.get(record, id))?.blob === blob && (await isOld(store, record, id)))
            faults.push(`item '${id}' of collection '${record.name}' has lost a picture; delete it and add it again`);
        }
        rows += page.items.length;
        tell((done += page.items.length), Math.max(total, done));
        if (page.next === undefined) break;
        after = page.next;
      }
      const counted = (await store.collection(record.name))?.items;
      if (counted === record.items && rows !== record.items)
        faults.push(`collection '${record.name}' counts ${record.items} items and has ${rows}`);
    }
    return { items: done, faults, accepted };
  } finally {
    await store.close();
  }
}

/** Whether an item was there before this began, or its pictures may have come after they were listed. */
async function isOld(
  store: Awaited<ReturnType<typeof openSqliteItemStore>>,
  record: { name: string; number: number },
  id: string,
): Promise<boolean> {
  const item = await store.get(record, id);
  return item !== undefined && Date.now() - Date.parse(item.updatedAt) > 60_000;
}
