import { EventSourceParserStream } from 'eventsource-parser/stream';
import { SupconAbortError, SupconConnectionError, UnexpectedAnswerError } from './errors.js';
import { pause } from './pause.js';
import { retryDelay } from './retry-delay.js';

/** Where events come from and how long that is borne. */
export interface EventSourceOptions {
  /** Opens the stream behind an offset; undefined where there is nothing more. */
  readonly open: (offset: number, signal: AbortSignal) => Promise<ReadableStream<Uint8Array> | undefined>;
  /** The first offset. */
  readonly offset: number;
  readonly signal: AbortSignal | undefined;
  /** Times that a stream may break off one after the other without having brought anything. */
  readonly retries: number;
  /** Milliseconds of silence after which a connection counts as lost. The server says something every 15 s. */
  readonly silenceMs: number;
}

/** One event and where the next one begins. */
export interface FollowedEvent<T> {
  readonly event: T;
  readonly offset: number;
}

/** Server-sent events over fetch, which unlike EventSource can carry a key: connects again where a stream breaks off, at the event behind the last one, and ends with the event `end`.
 * @throws SupconConnectionError once it broke off too often, SupconAbortError, what `open` throws.
 * @see HTML Living Standard, section 9.2. */
export async function* followEvents<T>({
  open,
  offset,
  signal,
  retries,
  silenceMs,
}: EventSourceOptions): AsyncGenerator<FollowedEvent<T>, void, undefined> {
  let position = offset;
  for (let failures = 0; ;) {
    const connection = new AbortController();
    const either = signal === undefined ? connection.signal : AbortSignal.any([signal, connection.signal]);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const heard = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => connection.abort(new Error(`nothing was heard for ${silenceMs} ms`)), silenceMs);
    };
    try {
      const stream = await open(position, either);
      if (!stream) return;
      heard();
      for await (const { id, event, data } of messages(stream, heard)) {
        if (event === 'end') return;
        position = Number(id ?? position);
        failures = 0;
        yield { event: parsed<T>(data), offset: position };
      }
      throw new Error('the stream ended in the middle');
    } catch (cause) {
      if (signal?.aborted === true) throw new SupconAbortError('the call was aborted', { cause });
      if (cause instanceof UnexpectedAnswerError || isFinal(cause)) throw cause;
      const wait = ++failures <= retries ? retryDelay(failures, undefined, Math.random()) : undefined;
      if (wait === undefined) throw new SupconConnectionError(`the events broke off ${failures} times: ${reason(cause)}`, { cause });
      await pause(wait, signal);
    } finally {
      clearTimeout(timer);
      connection.abort();
    }
  }
}

async function* messages(stream: ReadableStream<Uint8Array>, heard: () => void) {
  const decoder = new TextDecoder();
  const decoded = new TransformStream<Uint8Array, string>({
    transform: (chunk, controller) => {
      heard();
      controller.enqueue(decoder.decode(chunk, { stream: true }));
    },
  });
  const reader = stream.pipeThrough(decoded).pipeThrough(new EventSourceParserStream()).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    // A reader that stops early closes the connection; one that broke off is closed already.
    await reader.cancel().catch(() => undefined);
  }
}

function parsed<T>(data: string): T {
  try {
    return JSON.parse(data) as T;
  } catch (cause) {
    throw new UnexpectedAnswerError('an event is not JSON; is a Supcon server there?', { cause });
  }
}

/** What the server said, after the tries of the call that asked. */
function isFinal(error: unknown): boolean {
  return error instanceof Error && 'status' in error;
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
