import { SingleBar } from 'cli-progress';
import { createPlainTask } from './plain-task.js';
import type { ProgressTask, TaskOptions } from './progress-task.js';
import { createTimeLeft } from './time-left.js';

/** One line of `--json`, without its time. */
export interface ReportedEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** What a command says while it works: text for people on stderr, events on stdout where asked for. */
export interface Reporter {
  readonly json: boolean;
  /** A finding for machines; printed only under `--json`. */
  event(event: ReportedEvent & { readonly time: string }): void;
  note(text: string): void;
  /** @param unit what is counted, for the rate: "images". */
  task(title: string, total: number, unit: string, options?: TaskOptions): ProgressTask;
}

/** Where a reporter writes to; by default the process. */
export interface ReporterOptions {
  readonly json?: boolean;
  readonly stdout?: { write(text: string): unknown };
  readonly stderr?: NodeJS.WritableStream & { isTTY?: boolean };
  /** Milliseconds, for rates. */
  readonly clock?: () => number;
}

/** A reporter that draws progress bars on a terminal, and lines of text anywhere else. */
export function createReporter(options: ReporterOptions = {}): Reporter {
  const { json = false, stdout = process.stdout, stderr = process.stderr, clock = () => performance.now() } = options;
  const animated = stderr.isTTY === true && process.env['TERM'] !== 'dumb';
  /** The bar on screen: a note has to go above it. */
  let current: { clear(): void; draw(): void } | undefined;
  const note = (text: string): void => {
    current?.clear();
    stderr.write(`${text}\n`);
    current?.draw();
  };
  return {
    json,
    event: (event) => {
      if (json) stdout.write(`${JSON.stringify(event)}\n`);
    },
    note,
    task: (title, total, unit, options = {}) => {
      const timeLeft = createTimeLeft(total, options, clock);
      if (!animated) return createPlainTask(title, total, unit, note, clock, timeLeft);
      const bar = new SingleBar({
        format: `${title} {bar} {percentage}% {value}/{total} ${unit} {detail}{remaining}`,
        barsize: 24,
        barCompleteChar: '█',
        barIncompleteChar: '░',
        hideCursor: true,
        clearOnComplete: true,
        stopOnComplete: false,
        stream: stderr,
        linewrap: false,
      });
      bar.start(total, 0, { detail: '', remaining: '' });
      current = {
        clear: () => stderr.write('\r\x1b[K'),
        draw: () => {
          bar.render();
        },
      };
      return {
        update: (done, detail = '') => {
          bar.update(done, { detail: detail ? `${detail} ` : '', remaining: timeLeft(done) });
        },
        stop: () => {
          bar.stop();
          current = undefined;
        },
      };
    },
  };
}
