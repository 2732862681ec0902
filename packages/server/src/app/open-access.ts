import path from 'node:path';
import type { Logger } from 'pino';
import { createAuditTrail, type AuditTrail } from '../access/audit-trail.js';
import { openKeyRing, type KeyRing } from '../access/key-ring.js';
import { createKeyService, type KeyService } from '../access/key-service.js';
import { openSqliteAnswerStore } from '../adapters/sqlite/sqlite-answer-store.js';
import { openSqliteAuditLog } from '../adapters/sqlite/sqlite-audit-log.js';
import { openSqliteKeyStore } from '../adapters/sqlite/sqlite-key-store.js';
import type { AnswerStore } from '../domain/answer-store.js';
import type { AuditLog } from '../domain/audit-log.js';
import { ServerError } from '../domain/errors.js';
import type { KeyStore } from '../domain/key-store.js';
import { isLoopback, type Config } from './config.js';
import { makeServerFolder } from './make-server-folder.js';

/** Who may ask, open and wired. */
export interface Access {
  readonly ring: KeyRing;
  readonly keys: KeyService;
  readonly audit: AuditTrail;
  readonly answers: AnswerStore;
  close(): Promise<void>;
}

/** How soon keys that another process made or revoked count, milliseconds. */
const POLL_MS = 500;
/** How long entries of the audit log wait for others: what a kill -9 may lose, milliseconds. */
const AUDIT_FLUSH_MS = 250;
const MAX_WAITING_AUDIT = 10_000;

const now = (): Date => new Date();

/** Opens the keys and the audit log of a home. @throws ServerError BAD_CONFIG where others can reach the server and there is no key; STORE_LOCKED, STORE_DAMAGED. */
export async function openAccess(config: Pick<Config, 'home' | 'host' | 'apiKey' | 'audit'>, logger: Logger): Promise<Access> {
  const { home, host, apiKey } = config;
  const store = await openKeyStore(home, logger);
  let ring: KeyRing | undefined;
  try {
    const opened = (ring = await openKeyRing({ store, logger, now, pollMs: POLL_MS }));
    if (!isLoopback(host) && apiKey === undefined && !opened.hasUsableKey) throw needsKey(host);
    const answers = await openSqliteAnswerStore(path.join(await makeServerFolder(home), 'answers.sqlite'), logger);
    const log = await openAuditLog(home, logger).catch(async (error: unknown) => {
      await answers.close();
      throw error;
    });
    const audit = createAuditTrail({ log, logger, now, flushMs: AUDIT_FLUSH_MS, maxWaiting: MAX_WAITING_AUDIT, ...config.audit });
    return {
      ring: opened,
      keys: createKeyService({ store, now, changed: () => opened.refresh() }),
      audit,
      answers,
      close: async () => {
        opened.stop();
        await answers.close();
        await audit.close();
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

/** The audit log of a home. @throws ServerError BAD_CONFIG for a home that cannot be written; STORE_LOCKED, STORE_DAMAGED. */
export async function openAuditLog(home: string, logger: Logger): Promise<AuditLog> {
  return openSqliteAuditLog(path.join(await makeServerFolder(home), 'audit.sqlite'), logger);
}

function needsKey(host: string): ServerError {
  return new ServerError(
    'BAD_CONFIG',
    `--host ${host} is open to the network, which needs a key: make one with supcon-server keys create NAME --role admin, ` +
      'or set SUPCON_API_KEY (e.g. to the output of openssl rand -hex 32), or use --host 127.0.0.1',
  );
}
