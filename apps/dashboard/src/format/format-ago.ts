import { formatDuration } from './format-duration.js';

/** How long ago, in one unit: `just now`, `5 min ago`, `2 h ago`, `3 d ago`.
 * @param now milliseconds since 1970. */
export function formatAgo(time: string, now: number): string {
  const seconds = (now - Date.parse(time)) / 1000;
  if (!Number.isFinite(seconds)) return '–';
  if (seconds < 45) return 'just now';
  return `${formatDuration(seconds < 3600 ? Math.max(60, seconds - (seconds % 60)) : seconds - (seconds % (seconds < 86_400 ? 3600 : 86_400)))} ago`;
}
