/** A difference of two shares in points of a percent, with its sign. */
export function formatDifference(difference: number): string {
  const points = Math.round(1000 * difference) / 10;
  return `${points > 0 ? '+' : points < 0 ? '−' : '±'}${Math.abs(points).toFixed(1)}`;
}
