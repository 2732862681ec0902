import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Logger } from 'pino';
import { createFolderDriftReferences } from '../adapters/folder/folder-drift-references.js';
import { openSqliteDriftStore } from '../adapters/sqlite/sqlite-drift-store.js';
import type { DriftStore } from '../domain/drift-store.js';
import { followDrift, type FollowDriftDeps } from '../drift/follow-drift.js';
import type { FollowedDrift } from '../drift/drift-service.js';

/** How often what has been seen is kept, milliseconds: a crash loses no more. */
const KEEP_UP_MS = 60_000;

/** Drift as it is followed in this process. */
export interface OpenedDrift extends FollowedDrift {
  /** What is kept of pictures, for whoever erases them. */
  readonly examples: Pick<DriftStore, 'countExamples' | 'forgetExample' | 'scour'>;
  /** Lets go of what is too old, now and every minute from now on. A process that only fills a collection leaves it to the servers. */
  begin(): Promise<void>;
}

/** Opens what models have seen.
 * @param folder where `drift.sqlite` lies.  @throws ServerError STORE_LOCKED, STORE_DAMAGED. */
export async function openDrift(
  folder: string,
  deps: Pick<FollowDriftDeps, 'registry' | 'requireModel' | 'thumbnail' | 'options'>,
  logger: Logger,
): Promise<OpenedDrift> {
  const store = await openSqliteDriftStore(path.join(folder, 'drift.sqlite'), logger);
  const drift = followDrift({
    ...deps,
    ...{ store, references: createFolderDriftReferences(), logger },
    newId: randomUUID,
    now: () => new Date(),
  });
  let timer: NodeJS.Timeout | undefined;
  return {
    ...drift,
    examples: store,
    begin: async () => {
      await drift.keepUp();
      timer ??= setInterval(() => void drift.keepUp(), KEEP_UP_MS).unref();
    },
    close: async () => {
      clearInterval(timer);
      await drift.close();
      await store.close();
    },
  };
}
