import type { Comparison } from './comparison.js';

/** Terms of the sum below; the last is far below what float64 tells apart. */
const TERMS = 100;
/** Mean of Kolmogorov's distribution, √(π / 2) ln 2. */
const KOLMOGOROV_MEAN = Math.sqrt(Math.PI / 2) * Math.LN2;

/** The largest difference of two shares of values up to a bin (Kolmogorov and Smirnov), of counts in the same bins. What lies within a bin counts as equal, so the probability is rather too large.
 * @param reference and window: counts, at least one in each.
 * @see Smirnov, Annals of Mathematical Statistics 19 (1948), 279-281; Stephens, J. Royal Statistical Society B 32 (1970), 115-122, for the correction for few values. */
export function cumulativeDistance(reference: readonly number[], window: readonly number[]): Comparison {
  const [n, m] = [total(reference), total(window)];
  let [apart, below, under] = [0, 0, 0];
  reference.forEach((count, bin) => {
    below += count / n;
    under += window[bin]! / m;
    apart = Math.max(apart, Math.abs(below - under));
  });
  const root = Math.sqrt((n * m) / (n + m));
  return { distance: apart, byChance: KOLMOGOROV_MEAN / root, pValue: kolmogorovTail((root + 0.12 + 0.11 / root) * apart) };
}

function kolmogorovTail(x: number): number {
  // Below, it is 1 within float64, and the terms below do not get smaller.
  if (x < 0.15) return 1;
  let sum = 0;
  for (let k = 1; k <= TERMS; k++) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * x * x);
  return Math.min(1, Math.max(0, sum));
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
