import { SingleBar } from 'cli-progress';

/** One line of `metrics.jsonl` and of `--json`, without its time. */
export interface RunEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** A task of known length. */
export interface ProgressTask {
  update(done: number, detail?: string): void;
  stop(): void;
}

/** What a command says while it works: text for people on stderr, events on stdout where asked for. */
export interface Reporter {
  readonly json: boolean;
  /** A finding for machines; printed only under `--json`. */
  event(event: RunEvent & { readonly time: string }): void;
  note(text: string): void;
  /** @param unit what is counted, for the rate: "images". */
  task(title: string, total: number, unit: string): ProgressTask;
}

export interface ReporterOptions {
  readonly json?: boolean;
  readonly stdout?: { write(text: string): unknown };
  readonly stderr?: NodeJS.WritableStream & { isTTY?: boolean };
  /** Milliseconds, for rates. */
  readonly clock?: () => number;
}

/** Milliseconds between the lines of a task where no bar can be drawn. */
const LINE_EVERY_MS = 10_000;

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
    task: (title, total, unit) => {
      const start = clock();
      if (!animated) return plainTask(title, total, unit, note, clock);
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
          const seconds = (clock() - start) / 1000;
          const left = done > 0 ? (seconds / done) * (total - done) : 0;
          bar.update(done, { detail: detail ? `${detail} ` : '', remaining: done > 0 ? `${formatDuration(left)} left` : '' });
        },
        stop: () => {
          bar.stop();
          current = undefined;
        },
      };
    },
  };
}

function plainTask(title: string, total: number, unit: string, note: (text: string) => void, clock: () => number): ProgressTask {
  const start = clock();
  let last = start;
  return {
    update: (done, detail = '') => {
      const now = clock();
      if (now - last < LINE_EVERY_MS || done === 0) return;
      last = now;
      const left = ((now - start) / 1000 / done) * (total - done);
      note(`${title}: ${done}/${total} ${unit}${detail ? `, ${detail}` : ''}, ${formatDuration(left)} left`);
    },
    stop: () => undefined,
  };
}

/** "45 s", "3 min 20 s", "2 h 5 min". */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
