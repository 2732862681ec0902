import type { Logger } from 'pino';
import type { AuditEntry, AuditLog, AuditPage, AuditQuery } from '../domain/audit-log.js';

/** Writes down who did what, behind the back of whoever asks. */
export interface AuditTrail {
  /** Takes an entry in. Never waits and never fails: what cannot be written is counted, and the log then says how many are missing. */
  record(entry: Omit<AuditEntry, 'at'>): void;
  /** Finds also what was taken in just before. @throws ServerError BAD_REQUEST and what reading the log throws. */
  query(query: AuditQuery): Promise<AuditPage>;
  /** Entries that could not be written so far. */
  readonly lost: number;
  /** Writes what waits. */
  close(): Promise<void>;
}

/** How an audit trail goes on. */
export interface AuditTrailOptions {
  readonly log: AuditLog;
  readonly logger: Logger;
  readonly now: () => Date;
  /** How long entries may wait for others to be written with, milliseconds. */
  readonly flushMs: number;
  /** Entries that may wait; more are lost. */
  readonly maxWaiting: number;
  /** Entries that are older are forgotten. */
  readonly days: number;
  /** The oldest beyond so many are forgotten. */
  readonly rows: number;
}

/** What an entry says that stands for those that were lost. */
export const ENTRIES_LOST = 'auditEntriesLost';
const DAY_MS = 86_400_000;
/** After so many entries the log is cut to its bounds again. */
const TRIM_EVERY = 1000;

/** Whoever asks is answered whether or not the log can be written: a full disk must not keep people from reading, deleting and repairing. */
export function createAuditTrail({ log, logger, now, flushMs, maxWaiting, days, rows }: AuditTrailOptions): AuditTrail {
  let waiting: AuditEntry[] = [];
  let lost = 0;
  let untold = 0;
  let isBroken = false;
  let sinceTrim = TRIM_EVERY;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  const write = async (): Promise<void> => {
    // A copy: others are taken in while these are written.
    const entries = [...waiting];
    const missing = untold;
    if (entries.length === 0 && missing === 0) return;
    try {
      await log.append(missing === 0 ? entries : [...entries, entryOfLoss(missing, now())]);
      waiting = waiting.slice(entries.length);
      untold -= missing;
      if (isBroken) logger.info('the audit log is written again');
      isBroken = false;
      sinceTrim += entries.length;
      if (sinceTrim >= TRIM_EVERY) {
        await log.trim(new Date(now().getTime() - days * DAY_MS).toISOString(), rows);
        sinceTrim = 0;
      }
    } catch (error) {
      if (!isBroken)
        logger.error(
          { err: error },
          'the audit log cannot be written; requests are answered all the same, and what finds no room is counted',
        );
      isBroken = true;
    }
  };
  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    // One after the other, so that none is written twice.
    writing = writing.then(write);
    return writing;
  };
  const plan = (): void => {
    timer ??= setTimeout(() => {
      void flush().then(() => {
        if (waiting.length > 0) plan();
      });
    }, flushMs).unref();
  };
  return {
    record: (entry) => {
      if (waiting.length >= maxWaiting) {
        lost++;
        untold++;
        return;
      }
      waiting.push({ at: now().toISOString(), ...entry });
      plan();
    },
    query: async (query) => {
      await flush();
      return log.query(query);
    },
    get lost() {
      return lost;
    },
    close: async () => {
      await flush();
      if (waiting.length > 0) logger.error({ entries: waiting.length }, 'entries of the audit log could not be written and are lost');
      await log.close();
    },
  };
}

function entryOfLoss(entries: number, at: Date): AuditEntry {
  const nobody = { keyId: null, address: null, requestId: null, status: null, code: null };
  return {
    at: at.toISOString(),
    who: 'server',
    operation: ENTRIES_LOST,
    target: { entries: String(entries) },
    outcome: 'failed',
    ...nobody,
  };
}
