import path from 'node:path';
import type { Logger } from 'pino';
import { openKeyRing, type KeyRing } from '../access/key-ring.js';
import { createKeyService, type KeyService } from '../access/key-service.js';
import { openSqliteKeyStore } from '../adapters/sqlite/sqlite-key-store.js';
import { ServerError } from '../domain/errors.js';
import type { KeyStore } from '../domain/key-store.js';
import { isLoopback, type Config } from './config.js';
import { makeServerFolder } from './make-server-folder.js';

/** Who may ask, open and wired. */
export interface Access {
  readonly ring: KeyRing;
  readonly keys: KeyService;
  close(): Promise<void>;
}

/** How soon keys that another process made or revoked count, milliseconds. */
const POLL_MS = 500;

const now = (): Date => new Date();

/** Opens the keys of a home. @throws ServerError BAD_CONFIG where others can reach the server and there is no key; STORE_LOCKED, STORE_DAMAGED. */
export async function openAccess({ home, host, apiKey }: Pick<Config, 'home' | 'host' | 'apiKey'>, logger: Logger): Promise<Access> {
  const store = await openKeyStore(home, logger);
  let ring: KeyRing | undefined;
  try {
    const opened = (ring = await openKeyRing({ store, logger, now, pollMs: POLL_MS }));
    if (!isLoopback(host) && apiKey === undefined && !opened.hasUsableKey) throw needsKey(host);
    return {
      ring: opened,
      keys: createKeyService({ store, now, changed: () => opened.refresh() }),
      close: async () => {
        opened.stop();
        await store.close();
      },
    };
  } catch (error) {
    ring?.stop();
    await store.close();
    throw error;
  }
}

/** The keys of a home, for whoever changes them. @throws ServerError BAD_CONFIG for a home that cannot be written; STORE_LOCKED, STORE_DAMAGED. */
export async function openKeyStore(home: string, logger: Logger): Promise<KeyStore> {
  return openSqliteKeyStore(path.join(await makeServerFolder(home), 'keys.sqlite'), logger);
}

function needsKey(host: string): ServerError {
  return new ServerError(
    'BAD_CONFIG',
    `--host ${host} is open to the network, which needs a key: make one with supcon-server keys create NAME --role admin, ` +
      'or set SUPCON_API_KEY (e.g. to the output of openssl rand -hex 32), or use --host 127.0.0.1',
  );
}
