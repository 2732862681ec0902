/** What a caller may do, least first; each role may do what those before it may. `reader` looks and asks, `writer` puts things in and takes single ones
 * out, `admin` deletes whole collections, changes models and manages keys. */
export const ROLES = ['reader', 'writer', 'admin'] as const;

/** What a caller may do. */
export type Role = (typeof ROLES)[number];
