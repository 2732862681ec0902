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

export interface TaskOptions {
  /** How much was done before this process began, by a run that is gone on with: it took no time of this one. Default 0. */
  readonly from?: number;
  /** Work behind the first `done` units, in any unit of its own, where later units take longer than earlier ones. Default `done`. */
  readonly workOf?: (done: number) => number;
}

/** What a command says while it works: text for people on stderr, events on stdout where asked for. */
export interface Reporter {
  readonly json: boolean;
  /** A finding for machines; printed only under `--json`. */
  event(event: RunEvent & { readonly time: string }): void;
  note(text: string): void;
  /** @param unit what is counted, for the rate: "images". */
  task(title: string, total: number, unit: string, options?: TaskOptions): ProgressTask;
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
    task: (title, total, unit, options = {}) => {
      const timeLeft = createTimeLeft(total, options, clock);
      if (!animated) return plainTask(title, total, unit, note, clock, timeLeft);
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

/** "3 min 20 s left", or nothing before the first unit is done. */
function createTimeLeft(total: number, { from = 0, workOf = (done) => done }: TaskOptions, clock: () => number): (done: number) => string {
  const start = clock();
  return (done) => {
    const worked = workOf(done) - workOf(from);
    if (worked <= 0) return '';
    const seconds = (((clock() - start) / 1000) * (workOf(total) - workOf(done))) / worked;
    return `${formatDuration(seconds)} left`;
  };
}

function plainTask(
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

/** "45 s", "3 min 20 s", "2 h 5 min". */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
