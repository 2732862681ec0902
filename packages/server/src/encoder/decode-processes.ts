import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { CoreError, type CoreErrorCode } from '@supcon/core/errors';
import type { Logger } from 'pino';
import { ServerError } from '../domain/errors.js';
import type { Turn } from '../domain/turn.js';
import { createPool } from '../threads/pool.js';
import { workerUrl } from '../threads/worker-channel.js';
import type { DecodeJob, DecodeReply } from './decode-process.js';

/** Processes that decode one picture at a time each and are killed when it takes too long: no thread can be stopped that is inside libvips. */
export interface DecodeProcesses {
  /** @param turn.signal when it aborts, the job leaves the queue; one that runs has half a second left.
   * @throws CoreError BAD_IMAGE, also for a picture that takes too long, IMAGE_TOO_LARGE; ServerError TOO_BUSY; the reason of the signal. */
  run(job: Extract<DecodeJob, { task: 'square' }>, turn?: Turn): Promise<Extract<DecodeReply, { square: unknown }>>;
  run(job: Extract<DecodeJob, { task: 'thumbnail' }>, turn?: Turn): Promise<Extract<DecodeReply, { thumbnail: unknown }>>;
  /** Ends all of them; open jobs reject. */
  close(): void;
}

/** How many, and how long. */
export interface DecodeProcessesOptions {
  /** Processes at a time; each is started when it is needed. */
  readonly count: number;
  /** Pictures that may wait for one. */
  readonly maxWaiting: number;
  /** For one picture, milliseconds. */
  readonly limitMs: number;
  readonly logger: Logger;
  /** Of their program. */
  readonly url?: URL;
}

interface Held {
  readonly child: ChildProcess;
  ready: boolean;
  idle?: NodeJS.Timeout | undefined;
}

/** What a job has left that nobody waits for any more, milliseconds. Killing a process costs more than most pictures. */
const ABANDONED_MS = 500;
/** An idle process goes after this time, and with it what libvips' memory grew to. */
const IDLE_MS = 60_000;

/** Starts no process yet. */
export function createDecodeProcesses(options: DecodeProcessesOptions): DecodeProcesses {
  const { count, maxWaiting, limitMs, logger, url = workerUrl('./decode-process', import.meta.url) } = options;
  const pool = createPool('pictures to decode', { concurrent: count, waiting: maxWaiting });
  const idle: Held[] = [];
  const all = new Set<Held>();
  let closing = false;

  const drop = (held: Held): void => {
    clearTimeout(held.idle);
    all.delete(held);
    if (idle.includes(held)) idle.splice(idle.indexOf(held), 1);
    held.child.kill('SIGKILL');
  };
  const start = (): Held => {
    const child = fork(fileURLToPath(url), {
      serialization: 'advanced',
      // Without the flags of this process: its import conditions may point at TypeScript sources.
      execArgv: [],
      // What decodes the bytes of strangers needs to know no secrets.
      env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('SUPCON_'))),
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const held: Held = { child, ready: false };
    all.add(held);
    child.once('message', () => (held.ready = true));
    child.on('exit', () => drop(held)).on('error', () => drop(held));
    return held;
  };
  const rest = (held: Held): void => {
    if (!all.has(held)) return;
    // An idle process keeps no other alive.
    held.child.unref();
    held.child.channel?.unref();
    held.idle = setTimeout(() => drop(held), IDLE_MS).unref();
    idle.push(held);
  };
  const take = (): Held => {
    const held = idle.pop() ?? start();
    clearTimeout(held.idle);
    held.child.ref();
    held.child.channel?.ref();
    return held;
  };

  const perform = async (job: DecodeJob, signal: AbortSignal | undefined): Promise<DecodeReply> => {
    const held = take();
    const { child } = held;
    const outcome = await new Promise<() => DecodeReply>((resolve) => {
      const late = (): void => {
        drop(held);
        settle(() => {
          signal?.throwIfAborted();
          logger.warn({ bytes: job.bytes.length, limitMs }, 'a picture took too long to decode; its process was ended');
          throw new CoreError('BAD_IMAGE', `image: takes longer than ${limitMs / 1000} s to decode; make it smaller, or save it anew`);
        });
      };
      let timer = setTimeout(late, limitMs);
      const abandon = (): void => {
        clearTimeout(timer);
        timer = setTimeout(late, ABANDONED_MS);
      };
      const settle = (toTell: () => DecodeReply): void => {
        clearTimeout(timer);
        child.off('message', hear).off('exit', end).off('error', end);
        signal?.removeEventListener('abort', abandon);
        resolve(toTell);
      };
      const hear = (reply: DecodeReply): void => {
        if ('ready' in reply) return;
        rest(held);
        settle(() => {
          signal?.throwIfAborted();
          return valueOf(reply);
        });
      };
      const end = (): void =>
        settle(() => {
          if (closing) throw new ServerError('NOT_READY', 'the server is stopping; try again', { retryAfterSeconds: 2 });
          if (!held.ready) throw new Error(`a process to decode pictures cannot be started from ${fileURLToPath(url)}`);
          logger.warn({ bytes: job.bytes.length }, 'a process ended while it decoded a picture');
          throw new CoreError('BAD_IMAGE', 'image: cannot be decoded: its decoder ended; the file is damaged');
        });
      child.on('message', hear).on('exit', end).on('error', end);
      signal?.addEventListener('abort', abandon, { once: true });
      child.send(job, (error) => {
        if (error) end();
      });
    });
    return outcome();
  };

  return {
    run: (job: DecodeJob, turn?: Turn) => pool.run(() => perform(job, turn?.signal), turn) as Promise<never>,
    close: () => {
      closing = true;
      for (const held of all) drop(held);
    },
  };
}

function valueOf(reply: DecodeReply): DecodeReply {
  if (!('error' in reply)) return reply;
  const { code, message, details } = reply.error;
  throw code === undefined ? new Error(message) : new CoreError(code as CoreErrorCode, message, { details });
}
