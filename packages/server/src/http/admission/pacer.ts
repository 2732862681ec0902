/** Spreads what comes all at once over time. */
export interface Pacer {
  /** How long whoever comes now has to wait, milliseconds. */
  delay(): number;
}

/** The first of a quiet moment do not wait, later ones as long as it takes to let through so many a second, and nobody longer than `longestMs`: from then on there
 * are as many as come, each of them that much later.
 * @param now milliseconds, of a clock that never goes back. */
export function createPacer(
  { perSecond, atOnce, longestMs }: { readonly perSecond: number; readonly atOnce: number; readonly longestMs: number },
  now: () => number = () => performance.now(),
): Pacer {
  const step = 1000 / perSecond;
  let next = -Infinity;
  return {
    delay: () => {
      const present = now();
      next = Math.max(next, present - atOnce * step) + step;
      return Math.min(Math.max(0, next - present), longestMs);
    },
  };
}
