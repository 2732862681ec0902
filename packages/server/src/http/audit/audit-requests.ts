import type { RequestHandler, Response } from 'express';
import type { AuditTrail } from '../../access/audit-trail.js';
import type { Principal } from '../../access/principal.js';
import type { AuditOutcome } from '../../domain/audit-log.js';
import { clientAddress } from '../client-address.js';
import { operationFinder } from '../described-operations.js';
import { hideKeys } from '../hide-secrets.js';
import { problemCodeOf } from '../problem-code.js';
import { requestIdOf } from '../request-id.js';

/** Characters of a part of an address that was refused. */
const LONGEST_PART = 128;

const targets = new WeakMap<Response, Readonly<Record<string, string>>>();

/** Tells the audit log more of what was done than the address says, e.g. which key was made. Never a secret. */
export function noteTarget(response: Response, target: Readonly<Record<string, string>>): void {
  targets.set(response, target);
}

/** Writes down what changes something, and whatever was refused because of who asked. Comes before everything that may refuse.
 * @param description the parsed API description. */
export function auditRequests(description: object, audit: Pick<AuditTrail, 'record'>): RequestHandler {
  const find = operationFinder(description);
  return (request, response, next) => {
    const path = request.baseUrl + request.path;
    let isTold = false;
    const tell = (): void => {
      if (isTold) return;
      isTold = true;
      const { statusCode } = response;
      const isRefused = statusCode === 401 || statusCode === 403;
      // Looking changes nothing, and is most of what is asked.
      if (!isRefused && request.method === 'GET') return;
      const found = find(request.method, path);
      if (!isRefused && (found === undefined || found.role === 'reader' || found.role === 'public')) return;
      audit.record({
        ...whoAsked(response),
        address: clientAddress(request),
        requestId: requestIdOf(request),
        operation: found?.operationId ?? 'none',
        target: shortened({ ...found?.target, ...targets.get(response) }),
        outcome: outcomeOf(response),
        status: statusCode,
        code: problemCodeOf(response) ?? null,
      });
    };
    // Before the answer goes out, so that whoever has it finds the entry; and if none ever does.
    const writeHead = response.writeHead.bind(response) as (...head: unknown[]) => Response;
    response.writeHead = (...head: unknown[]) => {
      tell();
      return writeHead(...head);
    };
    response.once('close', tell);
    next();
  };
}

function whoAsked(response: Response): { who: string; keyId: string | null } {
  const { principal } = response.locals as { principal?: Principal };
  if (principal === undefined) return { who: 'nobody', keyId: null };
  return { who: principal.name ?? principal.id, keyId: principal.kind === 'key' ? principal.id : null };
}

function outcomeOf(response: Response): AuditOutcome {
  const { statusCode } = response;
  if (statusCode === 401 || statusCode === 403 || statusCode === 429) return 'refused';
  // Nothing was answered yet, and the connection is gone: it may have been done.
  const isCutOff = response.destroyed && !response.headersSent;
  return statusCode < 400 && !isCutOff ? 'done' : 'failed';
}

function shortened(target: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(target).map(([name, part]) => [name, hideKeys(part).slice(0, LONGEST_PART)]));
}
