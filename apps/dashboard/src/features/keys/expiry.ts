const DAY_MS = 86_400_000;

/** How long a key may be taken, by the words that are chosen. */
export const LIFETIMES = [
  { value: 'never', label: 'until it is revoked' },
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'a year' },
] as const;

/** When a key ends that lives so many days, in UTC; null for one that does not. @param now milliseconds since 1970. */
export function expiryOf(lifetime: string, now: number): string | null {
  return lifetime === 'never' ? null : new Date(now + Number(lifetime) * DAY_MS).toISOString();
}
