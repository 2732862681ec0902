/** A number in few characters that still tells it from its neighbours on a curve: 4 significant digits, grouped from 10 000 on, powers of ten for
 * what is tiny. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && size < 1e-3) return value.toExponential(2);
  if (size >= 10_000) return Math.round(value).toLocaleString('en').replaceAll(',', ' ');
  return String(Number(value.toPrecision(4)));
}
