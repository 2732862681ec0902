import { sparklinePath } from './sparkline-path.js';

/** A small line without axes. Decorative: what it shows stands in numbers beside it or a click away. */
export function Sparkline({
  values,
  color,
  width = 96,
  height = 26,
}: {
  readonly values: readonly (number | null)[];
  readonly color: string;
  readonly width?: number;
  readonly height?: number;
}) {
  const path = sparklinePath(values, width, height, 2);
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden style={{ display: 'block' }}>
      {path !== '' && <path d={path} fill="none" stroke={color} strokeWidth={1.6} strokeLinejoin="round" strokeLinecap="round" />}
    </svg>
  );
}
