import type { Router } from 'express';
import type { components } from '@supcon/sdk/schema';
import type { AuditTrail } from '../../access/audit-trail.js';
import type { AuditOutcome } from '../../domain/audit-log.js';
import { queryNumber, queryText } from '../query.js';
import { strictRouter } from '../strict-router.js';

type Schemas = components['schemas'];

const DEFAULT_LIMIT = 100;

/** The route of the audit log, for admins. */
export function auditRoutes(audit: Pick<AuditTrail, 'query'>): Router {
  const router = strictRouter();
  router.get('/audit', async (request, response) => {
    const [since, until] = [queryText(request, 'since'), queryText(request, 'until')];
    const { entries, next } = await audit.query({
      who: queryText(request, 'who'),
      operation: queryText(request, 'operation'),
      outcome: queryText(request, 'outcome') as AuditOutcome | undefined,
      since: since && new Date(since).toISOString(),
      until: until && new Date(until).toISOString(),
      after: queryText(request, 'after'),
      limit: queryNumber(request, 'limit', DEFAULT_LIMIT),
    });
    const listed = entries.map((entry) => ({ ...entry, target: { ...entry.target } }));
    response.json({ entries: listed, next: next ?? null } satisfies Schemas['AuditPage']);
  });
  return router;
}
