import { ServerError } from '../domain/errors.js';
import { holdsRole, type Principal, type Role } from './principal.js';

/** Something that can be asked for. */
export interface Action {
  /** The `operationId` of the API description. */
  readonly operation: string;
  /** Which role it needs; `public` needs none. */
  readonly role: Role | 'public';
}

/** What it is done to: the path parameters of the operation, e.g. `{ collection: 'album', id: 'cat-1' }`. */
export type Resource = Readonly<Record<string, string>>;

/** Lets a principal do something, or says what it lacks.
 * @throws ServerError FORBIDDEN. */
export function authorise(principal: Principal, { operation, role }: Action, resource: Resource): void {
  if (role === 'public' || holdsRole(principal, role)) return;
  const target = Object.entries(resource).map(([kind, name]) => `${kind} '${name}'`);
  throw new ServerError(
    'FORBIDDEN',
    `${[operation, ...target].join(' ')} needs the role ${role}; ${principal.id} has ${principal.roles.join(', ') || 'none'}`,
    { details: { operation, role, principal: principal.id } },
  );
}
