import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { hidePaths } from '../../domain/hide-paths.js';
import { TrainingFailure, type Trainer } from '../../domain/trainer.js';
import { workerUrl } from '../../threads/worker-channel.js';
import { boundedLines, lastWords } from './bounded-lines.js';
import { findTrainProgram } from './find-train-program.js';
import { readCheck } from './read-check.js';
import { readTraining, type ReadTraining } from './read-training.js';
import { trainingArguments } from './training-arguments.js';
import { trainingEnvironment } from './training-environment.js';

/** Where and with what is trained. */
export interface ChildProcessTrainerOptions {
  /** SUPCON_HOME, absolute. */
  readonly home: string;
  /** As `findTrainProgram` takes it. */
  readonly program: string | undefined;
  /** Of which a training gets the part that it needs. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** How long a training may save when it is stopped, milliseconds. Default a minute: a step of a large encoder and its checkpoint. */
  readonly stopMs?: number;
  /** The same when this process ends: a job is handed back after 5 s. Default 4 s. What a checkpoint, one at least every 20 s, does not hold is then trained again. */
  readonly leaveMs?: number;
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

const LONGEST_LINE = 1024 * 1024;
/** A check names every copy and every broken file in one line. */
const LONGEST_CHECK = 64 * 1024 * 1024;
/** It has nothing to save. */
const CHECK_STOP_MS = 2000;
const LAST_WORDS = 700;
const LONGEST_MESSAGE = 1000;
/** What a process has written when it ends may still be on its way, milliseconds. */
const LAST_OUTPUT_MS = 1000;

/** Trains in a process of its own, `supcon train --json`, at a lower priority, in a process group of its own: Ctrl-C at a terminal is for the server, which then asks
 * it to stop. It ends with this process, however that ends (`leave-with-server.ts`). No shell takes part, and it gets no setting of the server. */
export function createChildProcessTrainer({
  home,
  program,
  environment,
  stopMs = 60_000,
  leaveMs = 4000,
}: ChildProcessTrainerOptions): Trainer {
  const guard = workerUrl('./leave-with-server', import.meta.url).href;
  const start = (file: string, args: readonly string[]): Child => {
    const child = spawn(process.execPath, ['--import', guard, file, ...args], {
      cwd: home,
      env: trainingEnvironment(environment, home),
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    // Nothing is written to it; that it may be gone is no news.
    child.stdin.on('error', () => undefined);
    return child;
  };
  return {
    requireAvailable: async () => {
      await findTrainProgram(program);
    },
    check: async (data, signal) => {
      const child = start(await findTrainProgram(program), ['data', 'check', data, '--json']);
      const reading = readCheck();
      boundedLines(child.stdout, LONGEST_CHECK, (line) => reading.read(line));
      const words = lastWords(child.stderr, LAST_WORDS);
      const forget = endWhen(signal, child, CHECK_STOP_MS);
      try {
        const end = await endOf(child);
        if (signal.aborted) throw new TrainingFailure('INTERRUPTED', 'it took too long');
        if (reading.check !== undefined) return reading.check;
        const { code, message } = failureOf(reading, end, words(), home);
        throw new TrainingFailure(code, message);
      } finally {
        forget();
      }
    },
    train: async (order, { stop, leave }, onReport) => {
      const file = await findTrainProgram(program);
      // A function: the answer may change behind every await.
      const isAsked = (): boolean => stop.aborted || leave.aborted;
      if (isAsked()) throw new TrainingFailure('INTERRUPTED', 'it was stopped before it had begun');
      const child = start(file, trainingArguments(order));
      const reading = readTraining();
      boundedLines(child.stdout, LONGEST_LINE, (line) => {
        if (reading.read(line)) onReport(reading.report);
      });
      const words = lastWords(child.stderr, LAST_WORDS);
      const ended = endOf(child);
      const ending = [endWhen(stop, child, stopMs), endWhen(leave, child, leaveMs)];
      try {
        const end = await ended;
        if (end === 0) return reading.report;
        const { code, message } = failureOf(reading, end, words(), home);
        if (code !== 'INTERRUPTED' && isAsked())
          throw new TrainingFailure('INTERRUPTED', 'it was ended without having saved; what its last checkpoint holds is not lost');
        throw new TrainingFailure(code, message);
      } finally {
        for (const forget of ending) forget();
      }
    },
  };
}

/** Its exit code, or the signal that ended it, when all that it said has been heard. @throws what the system says where it cannot be started. */
async function endOf(child: Child): Promise<number | NodeJS.Signals> {
  const closed = once(child, 'close');
  closed.catch(() => undefined);
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  // Should something that it started hold its output, nobody waits for that.
  await Promise.race([closed, sleep(LAST_OUTPUT_MS)]);
  return signal ?? code ?? 1;
}

/** Asks a process to save and end, as Ctrl-C does, and ends it when it takes too long. @returns takes that back. */
function endWhen(signal: AbortSignal, child: Child, patienceMs: number): () => void {
  let timer: NodeJS.Timeout | undefined;
  const end = (): void => {
    // Once: a second one would end it without saving.
    if (!child.killed) child.kill('SIGINT');
    timer = setTimeout(() => killGroup(child), patienceMs);
  };
  if (signal.aborted) end();
  else signal.addEventListener('abort', end, { once: true });
  return () => {
    signal.removeEventListener('abort', end);
    clearTimeout(timer);
  };
}

/** With whatever it has started. */
function killGroup(child: Child): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

function failureOf({ error }: Pick<ReadTraining, 'error'>, end: number | NodeJS.Signals, words: string, home: string): TrainingFailure {
  if (error) return new TrainingFailure(error.code, short(hidePaths(error.message, home)));
  const how =
    typeof end === 'number'
      ? `with exit code ${end}`
      : `by the signal ${end}${end === 'SIGKILL' ? ' (the system does that where memory runs out)' : ''}`;
  const said = words.trim();
  return new TrainingFailure(
    'TRAINING_FAILED',
    short(hidePaths(`the training ended ${how}${said === '' ? ' and said nothing' : `; its last words: ${said}`}`, home)),
  );
}

function short(text: string): string {
  return text.length > LONGEST_MESSAGE ? `${text.slice(0, LONGEST_MESSAGE - 3)}...` : text;
}
