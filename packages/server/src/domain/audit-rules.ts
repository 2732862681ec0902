import type { AuditQuery } from './audit-log.js';
import { ServerError } from './errors.js';

/** Entries of one page. */
export const MOST_AUDIT_ENTRIES = 1000;
const LONGEST_CURSOR = 16;

/** The number that a page goes on below. @throws ServerError BAD_REQUEST. */
export function auditCursor(after: AuditQuery['after']): number {
  if (after === undefined) return Number.MAX_SAFE_INTEGER;
  if (!/^[1-9]\d*$/.test(after) || after.length > LONGEST_CURSOR)
    throw new ServerError('BAD_REQUEST', "after: expected the 'next' of a page of the audit log");
  return Number(after);
}

/** @throws ServerError BAD_REQUEST. */
export function requireAuditLimit(limit: number): number {
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_AUDIT_ENTRIES)
    throw new ServerError('BAD_REQUEST', `limit: expected a whole number from 1 to ${MOST_AUDIT_ENTRIES}, got ${limit}`);
  return limit;
}
