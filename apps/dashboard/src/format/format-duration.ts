/** Seconds for people: `42 s`, `3 min 5 s`, `2 h 10 min`, `3 d 4 h`. The smaller unit is left out where it is 0. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return pair(whole, 60, 'min', 1, 's');
  if (whole < 86_400) return pair(whole, 3600, 'h', 60, 'min');
  return pair(whole, 86_400, 'd', 3600, 'h');
}

function pair(seconds: number, large: number, largeName: string, small: number, smallName: string): string {
  const rest = Math.floor((seconds % large) / small);
  return `${Math.floor(seconds / large)} ${largeName}${rest === 0 ? '' : ` ${rest} ${smallName}`}`;
}
