import { ServerError } from '../domain/errors.js';
import type { Role } from '../domain/role.js';
import { holdsRole, mayTouch, type Principal } from './principal.js';

/** Something that can be asked for. */
export interface Action {
  /** The `operationId` of the API description. */
  readonly operation: string;
  /** Which role it needs; `public` needs none. */
  readonly role: Role | 'public';
}

/** What it is done to: the path parameters of the operation, e.g. `{ collection: 'album', id: 'cat-1' }`. */
export type Resource = Readonly<Record<string, string>>;

/** Lets a principal do something, or says what it lacks. A collection that is not among those of the principal is refused whether or not there is one of
 * that name, with the same words.
 * @throws ServerError FORBIDDEN. */
export function authorise(principal: Principal, { operation, role }: Action, resource: Resource): void {
  if (role !== 'public' && !holdsRole(principal, role)) {
    const target = Object.entries(resource).map(([kind, name]) => `${kind} '${name}'`);
    throw new ServerError(
      'FORBIDDEN',
      `${[operation, ...target].join(' ')} needs the role ${role}; ${principal.name ?? principal.id} has ${principal.roles.join(', ') || 'none'}`,
      { details: { operation, role, principal: principal.id } },
    );
  }
  const { collection } = resource;
  if (collection !== undefined && !mayTouch(principal, collection)) throw outOfBounds(principal, collection);
}

/** That a principal is limited to collections of which this is none. */
export function outOfBounds({ id, name = id, collections = [] }: Principal, collection: string): ServerError {
  return new ServerError('FORBIDDEN', `the key '${name}' is for the collections ${collections.join(', ')}, not for '${collection}'`);
}
