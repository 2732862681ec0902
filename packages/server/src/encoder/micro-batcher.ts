import { ServerError } from '../domain/errors.js';
import { UNMEASURED, type Measures } from '../domain/measures.js';
import type { Turn } from '../domain/turn.js';
import { createTurnQueue } from '../threads/turn-queue.js';

/** What answers a batch, and how long and how much may wait for it. */
export interface MicroBatcherOptions<I, O> {
  /** Answers a batch, one output an input, in order. Never called again before it has settled. */
  readonly run: (inputs: readonly I[]) => Promise<readonly O[]>;
  /** Most inputs in a batch: images, not requests. */
  readonly maxBatch: number;
  /** How long the first of an idle moment waits for company that is expected, milliseconds. */
  readonly maxWaitMs: number;
  /** Inputs that are on their way: where there are none, a batch waits for nothing but the end of this turn. Default: it may always be. */
  readonly expected?: () => number;
  /** Inputs that may wait; one more is refused. */
  readonly maxWaiting: number;
  /** Told of batches, waits and how many wait; default nobody. */
  readonly measures?: Measures;
}

/** Single inputs in, answered in batches. */
export interface MicroBatcher<I, O> {
  /** @param turn.signal leaves the queue when it aborts, unless its batch runs already.
   * @throws ServerError TOO_BUSY when too many wait already, whatever `run` threw for its batch, which other batches do not notice, or the reason of the
   * signal. */
  submit(input: I, turn?: Turn): Promise<O>;
  readonly waiting: number;
}

interface Waiting<I, O> {
  readonly input: I;
  /** When it came, milliseconds. */
  readonly since: number;
  readonly resolve: (output: O) => void;
  readonly reject: (reason: Error) => void;
}

/** Gathers single inputs into batches. While a batch runs the next one fills up, so batches grow with the load by themselves. A batch takes one input of each client in turn. */
export function createMicroBatcher<I, O>({
  run,
  maxBatch,
  maxWaitMs,
  maxWaiting,
  expected = () => 1,
  measures = UNMEASURED,
}: MicroBatcherOptions<I, O>): MicroBatcher<I, O> {
  const queue = createTurnQueue<Waiting<I, O>>();
  let running = false;
  let timer: NodeJS.Timeout | undefined;
  let soon: NodeJS.Immediate | undefined;

  const flush = async (): Promise<void> => {
    clearTimeout(timer);
    clearImmediate(soon);
    timer = soon = undefined;
    running = true;
    while (queue.size > 0) {
      const batch = Array.from({ length: Math.min(queue.size, maxBatch) }, () => queue.take()!);
      const now = performance.now();
      for (const { since } of batch) measures.took('queue', (now - since) / 1000);
      measures.waiting(-batch.length);
      measures.batch(batch.length);
      try {
        const outputs = await run(batch.map(({ input }) => input));
        if (outputs.length !== batch.length)
          throw new ServerError('INTERNAL', `micro-batcher: ${batch.length} inputs gave ${outputs.length} outputs; they must be as many`);
        batch.forEach(({ resolve }, i) => resolve(outputs[i]!));
      } catch (error) {
        for (const { reject } of batch) reject(error as Error);
      }
    }
    running = false;
  };

  return {
    submit: (input, turn) =>
      new Promise<O>((resolve, reject) => {
        const signal = turn?.signal;
        signal?.throwIfAborted();
        if (queue.size >= maxWaiting) {
          reject(
            new ServerError('TOO_BUSY', `${queue.size} pictures wait for the encoder already; try again in a second`, {
              retryAfterSeconds: 1,
            }),
          );
          return;
        }
        const leave = (): void => {
          if (!queue.remove(waiting)) return;
          measures.waiting(-1);
          reject(signal!.reason as Error);
        };
        // A signal may outlive many inputs: work in the background has one for all of its pictures.
        const stay = (): void => signal?.removeEventListener('abort', leave);
        const waiting: Waiting<I, O> = {
          input,
          since: performance.now(),
          resolve: (output) => {
            stay();
            resolve(output);
          },
          reject: (reason) => {
            stay();
            reject(reason);
          },
        };
        queue.add(waiting, turn);
        measures.waiting(1);
        signal?.addEventListener('abort', leave, { once: true });
        if (running) return;
        if (queue.size >= maxBatch) void flush();
        else if (expected() === 0) soon ??= setImmediate(() => void flush());
        else timer ??= setTimeout(() => void flush(), maxWaitMs);
      }),
    get waiting() {
      return queue.size;
    },
  };
}
