import { checkFunction, checkNumber, checkSignal } from './check-input.js';
import { describeValue } from './describe-value.js';
import { refusedInput, SupconAbortError } from './errors.js';

/** How many inputs are worked on. */
export interface BulkOptions {
  /** At a time, 1 to 64. Default 8. */
  readonly concurrency?: number | undefined;
  /** Ends everything with SupconAbortError: what is under way is aborted, nothing more is begun. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each input. */
  readonly onProgress?: ((progress: BulkProgress) => void) | undefined;
}

/** How far a bulk has come. */
export interface BulkProgress {
  readonly done: number;
  readonly failed: number;
  /** undefined as long as nobody knows, because the inputs come from a stream. */
  readonly total: number | undefined;
}

/** What came of one input: a value, or why there is none. */
export type BulkResult<In, Out> =
  | { readonly index: number; readonly input: In; readonly value: Out; readonly error?: undefined }
  | { readonly index: number; readonly input: In; readonly error: unknown; readonly value?: undefined };

/** Inputs in order, or as they come. */
export type Inputs<T> = Iterable<T> | AsyncIterable<T>;

const DEFAULT_CONCURRENCY = 8;
const MOST_AT_ONCE = 64;

/** Works on inputs, some at a time, and gives each result as soon as it is there. An input that fails stops no other. Inputs are asked for as there is room, so that any number fits into memory.
 * @param work with a signal that aborts when nobody wants the result any more.
 * @throws SupconAbortError, what the inputs throw. */
export async function* inBulk<In, Out>(
  inputs: Inputs<In>,
  work: (input: In, signal: AbortSignal) => Promise<Out>,
  { concurrency = DEFAULT_CONCURRENCY, signal, onProgress }: BulkOptions = {},
): AsyncGenerator<BulkResult<In, Out>, void, undefined> {
  checkNumber('concurrency', concurrency, 1, MOST_AT_ONCE, true);
  checkFunction('onProgress', onProgress);
  checkSignal(signal);
  if (!isIterable(inputs)) throw refusedInput(`inputs: expected a list, a stream or a generator, got ${describeValue(inputs)}`);
  const ended = new AbortController();
  const either = signal === undefined ? ended.signal : AbortSignal.any([signal, ended.signal]);
  const total = sizeOf(inputs);
  const iterator = Symbol.asyncIterator in inputs ? inputs[Symbol.asyncIterator]() : inputs[Symbol.iterator]();
  const running = new Map<number, Promise<BulkResult<In, Out>>>();
  let [next, done, failed, exhausted] = [0, 0, 0, false];
  const begin = (index: number, input: In): void => {
    const ends = work(input, either).then(
      (value) => ({ index, input, value }),
      (error: unknown) => ({ index, input, error }),
    );
    running.set(index, ends);
  };
  try {
    for (;;) {
      while (!exhausted && running.size < concurrency) {
        if (signal?.aborted === true) throw new SupconAbortError('the call was aborted', { cause: signal.reason });
        const step = await iterator.next();
        if (step.done === true) exhausted = true;
        else begin(next++, step.value);
      }
      if (running.size === 0) return;
      const result = await Promise.race(running.values());
      running.delete(result.index);
      if (signal?.aborted === true) throw new SupconAbortError('the call was aborted', { cause: signal.reason });
      done++;
      if ('error' in result) failed++;
      onProgress?.({ done, failed, total });
      yield result;
    }
  } finally {
    ended.abort();
    await iterator.return?.();
  }
}

/** A text is one input and not a list of letters. */
function isIterable(inputs: unknown): boolean {
  return typeof inputs === 'object' && inputs !== null && (Symbol.asyncIterator in inputs || Symbol.iterator in inputs);
}

function sizeOf(inputs: unknown): number | undefined {
  if (Array.isArray(inputs)) return inputs.length;
  return inputs instanceof Set || inputs instanceof Map ? inputs.size : undefined;
}
