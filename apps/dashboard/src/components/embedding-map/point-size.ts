/** How large a point is drawn, CSS px across: smaller where there are many, larger the closer one is. */
export function pointSize(count: number, zoom: number): number {
  const whole = count <= 300 ? 9 : count <= 2000 ? 7 : count <= 10_000 ? 5 : count <= 40_000 ? 3.5 : 2.5;
  return Math.min(14, Math.max(2, whole * zoom ** 0.3));
}
