import { createPlainTask } from './plain-task.js';
import type { Reporter } from './reporter.js';
import { createTimeLeft } from './time-left.js';

/** A reporter whose words are kept as well. */
export interface RecordedReporter {
  readonly reporter: Reporter;
  /** Keeps a line that nobody is shown. */
  readonly keep: (text: string) => void;
  /** Where lines go from now on, and first those that were said before. */
  readonly into: (write: (text: string) => void) => void;
}

/** Lines that wait for a place to go to, at most: a command says few before there is one. */
const MOST_WAITING = 1000;

/** Keeps what a reporter is told: notes as they are, tasks as lines of text, one every ten seconds.
 * @param clock milliseconds. */
export function recordReporter(reporter: Reporter, clock: () => number = () => performance.now()): RecordedReporter {
  const waiting: string[] = [];
  let write = (text: string): void => {
    waiting.push(text);
    if (waiting.length > MOST_WAITING) waiting.shift();
  };
  const keep = (text: string): void => write(text);
  return {
    reporter: {
      ...reporter,
      note: (text) => {
        keep(text);
        reporter.note(text);
      },
      task: (title, total, unit, options = {}) => {
        const shown = reporter.task(title, total, unit, options);
        const kept = createPlainTask(title, total, unit, keep, clock, createTimeLeft(total, options, clock));
        return {
          update: (done, detail) => {
            kept.update(done, detail);
            shown.update(done, detail);
          },
          stop: () => {
            kept.stop();
            shown.stop();
          },
        };
      },
    },
    keep,
    into: (next) => {
      write = next;
      waiting.splice(0).forEach(next);
    },
  };
}
