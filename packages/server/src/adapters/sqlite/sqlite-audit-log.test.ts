import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach } from 'vitest';
import { describeAuditLog } from '../../../test/audit-log-conformance.js';
import { openSqliteAuditLog } from './sqlite-audit-log.js';

const logger = pino({ level: 'silent' });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'supcon-audit-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describeAuditLog('SQLite', async () => {
  const file = path.join(folder, 'deep', 'audit.sqlite');
  return { log: await openSqliteAuditLog(file, logger), another: () => openSqliteAuditLog(file, logger) };
});
