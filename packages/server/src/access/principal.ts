import { ROLES, type Role } from '../domain/role.js';

/** Who asks. */
export interface Principal {
  /** Names it in logs; never a secret. */
  readonly id: string;
  /** What people call it, where that is something else: the name of a key. */
  readonly name?: string;
  /** `local`: somebody on this machine, of a server without keys; `key`: whoever has a key. */
  readonly kind: 'local' | 'key';
  readonly roles: readonly Role[];
  /** The only collections that there are for it; undefined for all. */
  readonly collections?: readonly string[] | undefined;
  /** Requests that it may send in a minute; undefined for what the server is set to. */
  readonly requestsPerMinute?: number | undefined;
}

/** Whether something that needs a role may be done. */
export function holdsRole({ roles }: Pick<Principal, 'roles'>, needed: Role): boolean {
  return roles.some((role) => ROLES.indexOf(role) >= ROLES.indexOf(needed));
}

/** Whether a collection may be touched, if it is there. */
export function mayTouch({ collections }: Pick<Principal, 'collections'>, collection: string): boolean {
  return collections === undefined || collections.includes(collection);
}
