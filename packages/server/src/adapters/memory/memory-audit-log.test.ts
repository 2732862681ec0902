import { describeAuditLog } from '../../../test/audit-log-conformance.js';
import { MemoryAudit, openMemoryAuditLog } from './memory-audit-log.js';

describeAuditLog('memory', () => {
  const data = new MemoryAudit();
  return Promise.resolve({ log: openMemoryAuditLog(data), another: () => Promise.resolve(openMemoryAuditLog(data)) });
});
