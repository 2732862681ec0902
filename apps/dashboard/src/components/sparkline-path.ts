/** SVG path of a line through the measured values, spread over the width by their position, stretched over the height between their extremes.
 * @param margin kept free on every side, px. @returns '' for fewer than two values. */
export function sparklinePath(values: readonly (number | null)[], width: number, height: number, margin: number): string {
  const points = values.flatMap((value, index) => (value === null ? [] : [{ index, value }]));
  if (points.length < 2) return '';
  const numbers = points.map(({ value }) => value);
  const low = Math.min(...numbers);
  const span = Math.max(...numbers) - low;
  const last = values.length - 1;
  return points
    .map(({ index, value }, nth) => {
      const x = margin + (index / last) * (width - 2 * margin);
      const y = height - margin - (span === 0 ? 0.5 : (value - low) / span) * (height - 2 * margin);
      return `${nth === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join('');
}
