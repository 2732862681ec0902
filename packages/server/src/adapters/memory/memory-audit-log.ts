import type { AuditEntry, AuditLog } from '../../domain/audit-log.js';
import { auditCursor, requireAuditLimit } from '../../domain/audit-rules.js';

/** What memory audit logs that are opened on it share, as processes share a database. */
export class MemoryAudit {
  entries: { readonly number: number; readonly entry: AuditEntry }[] = [];
  nextNumber = 1;
}

/** The audit log in memory: what the use cases are tested on, and the plainest reading of the port.
 * @param data may be shared by several logs. */
export function openMemoryAuditLog(data: MemoryAudit): AuditLog {
  const answer = async <T>(action: () => T): Promise<T> => structuredClone(await Promise.resolve().then(action));
  return {
    append: (entries) =>
      answer(() => {
        for (const entry of structuredClone(entries)) data.entries.push({ number: data.nextNumber++, entry });
      }),
    query: ({ who, operation, outcome, since, until, after, limit }) =>
      answer(() => {
        const [below, most] = [auditCursor(after), requireAuditLimit(limit)];
        const fitting = data.entries.filter(
          ({ number, entry }) =>
            number < below &&
            (who === undefined || entry.who === who) &&
            (operation === undefined || entry.operation === operation) &&
            (outcome === undefined || entry.outcome === outcome) &&
            (since === undefined || entry.at >= since) &&
            (until === undefined || entry.at < until),
        );
        const page = fitting.reverse().slice(0, most);
        return {
          entries: page.map(({ entry }) => entry),
          next: fitting.length > page.length ? String(page.at(-1)!.number) : undefined,
        };
      }),
    trim: (before, rows) =>
      answer(() => {
        const had = data.entries.length;
        data.entries = data.entries.filter(({ entry }) => entry.at >= before).slice(-rows);
        return had - data.entries.length;
      }),
    close: () => Promise.resolve(),
  };
}
