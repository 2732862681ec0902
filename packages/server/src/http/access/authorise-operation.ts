import type { RequestHandler } from 'express';
import { authorise } from '../../access/authorise.js';
import { ROLES, type Role } from '../../domain/role.js';
import { principalOf } from './principal-of.js';

/** Where the API description says which role an operation needs. */
export const ROLE_FIELD = 'x-supcon-role';

/** What the check against the description leaves on a request that it has recognised. */
interface MatchedOperation {
  readonly schema?: Readonly<Record<string, unknown>>;
  readonly pathParams?: Readonly<Record<string, string>>;
}

/** Lets a request through whose principal has the role that its operation declares; one that declares none is for admins. Comes behind guardAccess and
 * the check against the API description. */
export const authoriseOperation: RequestHandler = (request, response, next) => {
  const { schema = {}, pathParams = {} } = (request as { openapi?: MatchedOperation }).openapi ?? {};
  const operation = typeof schema['operationId'] === 'string' ? schema['operationId'] : `${request.method} ${request.path}`;
  authorise(principalOf(response), { operation, role: declaredRole(schema[ROLE_FIELD]) }, pathParams);
  next();
};

function declaredRole(declared: unknown): Role | 'public' {
  return declared === 'public' ? 'public' : (ROLES.find((role) => role === declared) ?? 'admin');
}
