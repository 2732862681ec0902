/** The median of the slopes between all pairs of points: a trend that single outliers cannot feign.
 * @param values one at each whole number from 0.
 * @see Sen, J. Am. Stat. Assoc. 63 (1968). */
export function theilSenSlope(values: readonly number[]): number {
  const slopes = values.flatMap((late, to) => values.slice(0, to).map((early, from) => (late - early) / (to - from)));
  slopes.sort((a, b) => a - b);
  const middle = slopes.length >> 1;
  return slopes.length % 2 === 1 ? slopes[middle]! : (slopes[middle - 1]! + slopes[middle]!) / 2;
}
