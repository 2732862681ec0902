/** What a caller may do, least first; each role may do what those before it may. `reader` looks and asks, `writer` puts things in and takes single ones
 * out, `admin` deletes whole collections and changes models. */
export const ROLES = ['reader', 'writer', 'admin'] as const;

/** What a caller may do. */
export type Role = (typeof ROLES)[number];

/** Who asks. */
export interface Principal {
  /** Names it in logs; never a secret. */
  readonly id: string;
  /** `local`: somebody on this machine, of a server without a key; `key`: whoever has the key. */
  readonly kind: 'local' | 'key';
  readonly roles: readonly Role[];
}

/** Whether something that needs a role may be done. */
export function holdsRole({ roles }: Pick<Principal, 'roles'>, needed: Role): boolean {
  return roles.some((role) => ROLES.indexOf(role) >= ROLES.indexOf(needed));
}
