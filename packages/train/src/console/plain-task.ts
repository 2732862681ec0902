import type { ProgressTask } from './progress-task.js';

/** Milliseconds between the lines of a task where no bar can be drawn. */
const LINE_EVERY_MS = 10_000;

/** A task as lines of text, one every ten seconds, where no bar can be drawn.
 * @param note writes a line.  @param clock milliseconds.  @param timeLeft as `createTimeLeft` makes it. */
export function createPlainTask(
  title: string,
  total: number,
  unit: string,
  note: (text: string) => void,
  clock: () => number,
  timeLeft: (done: number) => string,
): ProgressTask {
  let last = clock();
  return {
    update: (done, detail = '') => {
      const now = clock();
      const left = timeLeft(done);
      if (now - last < LINE_EVERY_MS || left === '') return;
      last = now;
      note(`${title}: ${done}/${total} ${unit}${detail ? `, ${detail}` : ''}, ${left}`);
    },
    stop: () => undefined,
  };
}
