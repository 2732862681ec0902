import type { paths } from '../generated/schema.js';
import type { AuditPage } from '../schemas.js';
import type { OrUndefined } from '../optional.js';
import type { CallOptions, Transport } from '../transport.js';

/** Which entries of the audit log are asked for: those that fit everything that is given. `after` is `next` of the page before. */
export type AuditQuery = OrUndefined<NonNullable<paths['/v1/audit']['get']['parameters']['query']>>;

/** Who did what, for clients with the role admin. */
export function createAudit(transport: Transport) {
  return {
    /** Entries of the audit log, the newest first, and where the next page begins. */
    async audit(query: AuditQuery = {}, options: CallOptions = {}): Promise<AuditPage> {
      return transport.call(options, (api, signal) => api.GET('/v1/audit', { params: { query }, signal }));
    },
  };
}

/** What `createAudit` offers. */
export type Audit = ReturnType<typeof createAudit>;
