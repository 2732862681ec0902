import type { Comparison } from './comparison.js';
import { upperGamma } from './incomplete-gamma.js';

/** Classes are taken together until each side may expect so many pictures (Cochran's rule): of fewer, χ² says nothing. */
const FEWEST_EXPECTED = 5;

/** How far the shares of classes are apart: total variation, half the sum of their differences, 0 to 1. The probability is that of Pearson's χ² for two samples, rare classes taken together.
 * @param reference and window: counts by class, at least one in each.
 * @see Cochran, Biometrics 10 (1954), 417-451; as a test of drift on predicted classes: Rabanser, Günnemann and Lipton, arXiv:1810.11953, section 3. */
export function shareDistance(reference: readonly number[], window: readonly number[]): Comparison {
  const [n, m] = [total(reference), total(window)];
  let [distance, byChance] = [0, 0];
  reference.forEach((count, c) => {
    distance += Math.abs(count / n - window[c]! / m) / 2;
    const share = (count + window[c]!) / (n + m);
    // The mean of |z| where z is normal with the variance of the difference.
    byChance += Math.sqrt((2 / Math.PI) * share * (1 - share) * (1 / n + 1 / m)) / 2;
  });
  return { distance, byChance, pValue: homogeneity(reference, window) };
}

/** Jensen-Shannon distance of two histograms: the root of their divergence to base 2, 0 to 1.
 * @param reference and window: counts, at least one in each.  @see Endres and Schindelin, IEEE Transactions on Information Theory 49 (2003), 1858-1860. */
export function jensenShannonDistance(reference: readonly number[], window: readonly number[]): number {
  const [n, m] = [total(reference), total(window)];
  const half = (own: number, middle: number): number => (own === 0 ? 0 : own * Math.log2(own / middle));
  const divergence = reference.reduce((sum, count, at) => {
    const [p, q] = [count / n, window[at]! / m];
    return sum + (half(p, (p + q) / 2) + half(q, (p + q) / 2)) / 2;
  }, 0);
  return Math.sqrt(Math.min(1, Math.max(0, divergence)));
}

function homogeneity(reference: readonly number[], window: readonly number[]): number {
  const cells = pooled(reference, window);
  if (cells.length < 2) return 1;
  const [n, m] = [total(reference), total(window)];
  const square = cells.reduce((sum, [own, other]) => sum + (own * m - other * n) ** 2 / (n * m * (own + other)), 0);
  return upperGamma((cells.length - 1) / 2, square / 2);
}

/** Pairs of counts, of which each may expect enough on the smaller side. */
function pooled(reference: readonly number[], window: readonly number[]): (readonly [number, number])[] {
  const [n, m] = [total(reference), total(window)];
  const needed = (FEWEST_EXPECTED * (n + m)) / Math.min(n, m);
  const cells = reference.map((count, c) => [count, window[c]!] as const).sort((a, b) => b[0] + b[1] - a[0] - a[1]);
  const large = cells.filter(([own, other]) => own + other >= needed);
  const rest = cells.slice(large.length).reduce<readonly [number, number]>((sum, [own, other]) => [sum[0] + own, sum[1] + other], [0, 0]);
  if (rest[0] + rest[1] === 0) return large;
  if (rest[0] + rest[1] >= needed || large.length === 0) return [...large, rest];
  const last = large.at(-1)!;
  return [...large.slice(0, -1), [last[0] + rest[0], last[1] + rest[1]]];
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
