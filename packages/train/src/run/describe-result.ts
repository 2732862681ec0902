import type { RunResult } from '@supcon/core/run/events';
import { formatDuration } from '../console/format-duration.js';
import { describeBalance } from '../evaluate/class-accuracy.js';

/** What a finished run reached, as lines for people. */
export function describeResult({
  validation,
  test,
  perClass,
  seconds,
}: Pick<RunResult, 'validation' | 'test' | 'perClass' | 'seconds'>): string {
  const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
  return [
    `Finished in ${formatDuration(seconds)}.`,
    `  linear classifier  test ${percent(test.linear)}  (validation ${percent(validation.linear)})`,
    `                     test ${describeBalance(perClass) ?? 'without classes'}`,
    `  5 neighbours       test ${percent(test.knn)}  (validation ${percent(validation.knn)})`,
    `  raw pixels         test ${percent(test.rawPixels)}  (a linear classifier without an encoder, for comparison)`,
  ].join('\n');
}
