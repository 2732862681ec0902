import { CoreError } from '../errors.js';

/** What a number may be, as the message says it. */
const RANGES = {
  'above 0': (value: number) => value > 0,
  'at least 0': (value: number) => value >= 0,
  'at least 0 and below 1': (value: number) => value >= 0 && value < 1,
  'at least 0 and at most 1': (value: number) => value >= 0 && value <= 1,
  'above 0 and at most 1': (value: number) => value > 0 && value <= 1,
  'a whole number, at least 0': (value: number) => Number.isInteger(value) && value >= 0,
  'a whole number, at least 1': (value: number) => Number.isInteger(value) && value >= 1,
} as const;

/** Checks options of one optimiser or schedule.
 * @param where whose options they are, as the message begins.
 * @throws CoreError BAD_OPTIMISER naming the first that is not a finite number in `range`. */
export function assertOptions(where: string, range: keyof typeof RANGES, options: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(options))
    if (!Number.isFinite(value) || !RANGES[range](value))
      throw new CoreError('BAD_OPTIMISER', `${where}: ${name} must be ${range}, got ${String(value)}`, { details: { [name]: value } });
}
