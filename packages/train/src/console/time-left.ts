import { formatDuration } from './format-duration.js';
import type { TaskOptions } from './progress-task.js';

/** "3 min 20 s left", of a part "40 s left, 3 min 20 s in all", or nothing before the first unit is done.
 * @param total units.  @param clock milliseconds. */
export function createTimeLeft(
  total: number,
  { from = 0, workOf = (done) => done, after }: TaskOptions,
  clock: () => number,
): (done: number) => string {
  const start = clock();
  return (done) => {
    const worked = workOf(done) - workOf(from);
    if (worked <= 0) return '';
    const seconds = (((clock() - start) / 1000) * (workOf(total) - workOf(done))) / worked;
    return `${formatDuration(seconds)} left${after === undefined ? '' : `, ${formatDuration(seconds + after)} in all`}`;
  };
}
