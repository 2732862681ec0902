import { UsageError } from './usage-error.js';

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** A time span such as `90d`, `12h`, `30m` or `45s`. @param option in messages. @returns seconds. @throws UsageError. */
export function secondsOf(text: string, option: string): number {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (count === undefined || unit === undefined)
    throw new UsageError(`${option} is a time span such as 90d, 12h, 30m or 45s, not '${text}'`);
  return Number(count) * SECONDS[unit as keyof typeof SECONDS];
}

/** A moment: a time span from now on, or an ISO 8601 date. @returns ISO 8601. @throws UsageError. */
export function momentOf(text: string, option: string, now: Date): string {
  if (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(Date.parse(text))) return new Date(text).toISOString();
  if (!/^\d{1,6}[smhd]$/.test(text))
    throw new UsageError(`${option} is a time span such as 90d, or a date such as 2027-01-31, not '${text}'`);
  return new Date(now.getTime() + secondsOf(text, option) * 1000).toISOString();
}

/** A moment: a time span back from now, or an ISO 8601 date. @returns ISO 8601. @throws UsageError. */
export function backTo(text: string, option: string): string {
  if (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(Date.parse(text))) return new Date(text).toISOString();
  return new Date(Date.now() - secondsOf(text, option) * 1000).toISOString();
}
