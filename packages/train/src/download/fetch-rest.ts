import { TrainError } from '../errors.js';
import type { PartialFile } from './partial-file.js';

/** A try that failed in a way that another try may mend. */
export class TransientFailure extends Error {
  /** @param waitMs what the server asked for in Retry-After.  */
  constructor(
    message: string,
    readonly waitMs?: number,
  ) {
    super(message);
  }
}

/** How the rest of a file is fetched, and who is told of it. */
export interface FetchRestOptions {
  readonly url: string;
  /** Whether a checksum will tell if two versions of the file were mixed. */
  readonly verified: boolean;
  /** A connection that brings no byte for this long is given up. */
  readonly stallMs: number;
  readonly signal?: AbortSignal | undefined;
  /** @param done bytes on disk.  @param total undefined where the server does not say. */
  readonly onBytes: (done: number, total: number | undefined) => void;
}

/** One request for what is missing of a file: with a Range where a beginning is there, taken from the start where the server does not know ranges
 * or has another version by now.
 * @throws TransientFailure for a broken or silent connection, 408, 429 and 5xx; TrainError NOT_FOUND for 404 and 410, DOWNLOAD_FAILED for
 * other refusals; the error of the disk as it is. */
export async function fetchRest(partial: PartialFile, options: FetchRestOptions): Promise<void> {
  const { url, verified, stallMs, signal, onBytes } = options;
  let have = await partial.size();
  const known = partial.version();
  // Without a name for the version nobody would notice that the file has changed in between, unless there is a checksum.
  if (have > 0 && known === null && !verified) have = 0;
  const watchdog = startWatchdog(stallMs, signal);
  try {
    const response = await fetch(url, {
      headers: {
        'accept-encoding': 'identity',
        ...(have > 0 ? { range: `bytes=${have}-`, ...(known === null ? {} : { 'if-range': known }) } : {}),
      },
      signal: watchdog.signal,
    }).catch((error: unknown) => {
      throw watchdog.explain(error);
    });
    if (response.status === 416) {
      await response.body?.cancel();
      if (Number(/\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1]) === have) return;
      await partial.discard();
      throw new TransientFailure('the server does not have the range that is missing');
    }
    if (!response.ok || !response.body) {
      await response.body?.cancel();
      throw refusal(response, url);
    }
    if (response.headers.get('content-type')?.startsWith('text/html') === true) {
      await response.body.cancel();
      throw new TrainError(
        'DOWNLOAD_FAILED',
        `${url} answers with a web page, not with a file; is there a log-in page in between, or is the address out of date?`,
      );
    }
    const continues = response.status === 206 && startOf(response) === have && have > 0;
    if (!continues) {
      have = 0;
      await partial.restart(versionOf(response));
    }
    const length = response.headers.get('content-length');
    const total = length === null ? undefined : have + Number(length);
    await writeAll(partial, response.body, watchdog, (bytes) => {
      have += bytes;
      onBytes(have, total);
    });
    if (total !== undefined && have < total) throw new TransientFailure(`the connection ended after ${have} of ${total} bytes`);
  } finally {
    watchdog.stop();
  }
}

async function writeAll(
  partial: PartialFile,
  body: ReadableStream<Uint8Array>,
  watchdog: Watchdog,
  onChunk: (bytes: number) => void,
): Promise<void> {
  const file = await partial.append();
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        throw watchdog.explain(error);
      });
      if (done) return;
      watchdog.feed();
      await file.writeFile(value);
      onChunk(value.length);
    }
  } finally {
    await file.close();
    await reader.cancel().catch(() => undefined); // it has failed already, or ended
  }
}

interface Watchdog {
  readonly signal: AbortSignal;
  feed(): void;
  /** The failure as something that may be tried again, unless the caller has asked to stop. */
  explain(error: unknown): Error;
  stop(): void;
}

function startWatchdog(stallMs: number, signal: AbortSignal | undefined): Watchdog {
  const controller = new AbortController();
  const bark = (): void => {
    controller.abort(new TransientFailure(`no byte in ${stallMs / 1000} s`));
  };
  const stopped = (): void => {
    controller.abort(signal?.reason);
  };
  let timer = setTimeout(bark, stallMs);
  if (signal?.aborted === true) stopped();
  signal?.addEventListener('abort', stopped);
  return {
    signal: controller.signal,
    feed: () => {
      clearTimeout(timer);
      timer = setTimeout(bark, stallMs);
    },
    explain: (error) => {
      if (signal?.aborted === true) return new TrainError('INTERRUPTED', 'the download was stopped; the same command goes on with it');
      return error instanceof TransientFailure ? error : new TransientFailure(reasonOf(error));
    },
    stop: () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stopped);
    },
  };
}

/** fetch says only "fetch failed"; what happened stands in the cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause as NodeJS.ErrnoException | undefined) : undefined;
  return cause?.code ?? cause?.message ?? (error instanceof Error ? error.message : String(error));
}

function refusal(response: Response, url: string): Error {
  const { status, statusText } = response;
  const answer = `${url} answers ${status}${statusText === '' ? '' : ` ${statusText}`}`;
  if (status === 408 || status === 429 || status >= 500) return new TransientFailure(answer, retryAfterMs(response));
  if (status === 404 || status === 410) return new TrainError('NOT_FOUND', `${answer}: there is no such file (any more)`);
  const advice = status === 401 || status === 403 ? ': it wants a log-in; download it in a browser' : '';
  return new TrainError('DOWNLOAD_FAILED', `${answer}${advice}`);
}

function retryAfterMs(response: Response): number | undefined {
  const text = response.headers.get('retry-after');
  if (text === null) return undefined;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

function startOf(response: Response): number {
  return Number(/^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1]);
}

/** What If-Range takes: a strong ETag or a date. */
function versionOf(response: Response): string | null {
  const tag = response.headers.get('etag');
  return tag !== null && !tag.startsWith('W/') ? tag : response.headers.get('last-modified');
}
