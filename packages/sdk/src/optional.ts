/** The same where what may be left out may also be undefined, which is left out then: a caller need not know which options it has. Of the members of a union each. */
export type OrUndefined<T> = T extends Blob | readonly unknown[] | string
  ? T
  : { [K in keyof T]: Partial<Pick<T, K>> extends Pick<T, K> ? T[K] | undefined : T[K] };
