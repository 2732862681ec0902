import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { TrainError } from '../errors.js';
import { fetchRest, TransientFailure } from './fetch-rest.js';
import { openPartialFile } from './partial-file.js';

/** What is fetched, to where, and what it must be. */
export interface DownloadOptions {
  /** http or https. */
  readonly url: string;
  /** Where the complete file goes; missing folders are made. A file that is there already is kept if it is what was asked for. */
  readonly path: string;
  /** 64 hexadecimal digits. Without it the answer is taken as it comes. */
  readonly sha256?: string | undefined;
  /** The size it must have. */
  readonly bytes?: number | undefined;
  /** @param done bytes on disk, those of an earlier attempt included.  @param total undefined where neither option nor server say. */
  readonly onProgress?: (done: number, total: number | undefined) => void;
  /** Told before each wait for another try. */
  readonly onRetry?: (reason: string, waitMs: number) => void;
  /** Tries in a row that get no further before it is given up. Default 5. */
  readonly attempts?: number;
  /** The first wait between two tries; each is twice the one before, a minute at most. Default 1000. */
  readonly backoffMs?: number;
  /** A connection that brings no byte for this long is given up. Default 30,000. */
  readonly stallMs?: number;
  /** Stops it; what has come stays for the next attempt. */
  readonly signal?: AbortSignal;
}

/** A file that is there as a whole, checked. */
export interface Download {
  readonly path: string;
  readonly bytes: number;
  /** Of the file on disk, whether or not one was asked for. */
  readonly sha256: string;
  /** The file was there already and nothing was fetched. */
  readonly reused: boolean;
}

const LONGEST_WAIT_MS = 60_000;

/** Downloads a file whole or not at all: into `<path>.part`, which a later call goes on with (HTTP Range), then checked, fsynced and renamed.
 * Broken connections, 408, 429 and 5xx are tried again.
 * @throws TrainError USAGE for an address or checksum that is none, NOT_FOUND for 404, INTERRUPTED when `signal` fired, DOWNLOAD_FAILED for
 * everything else: no connection, no room on the disk, another size or checksum than asked for. */
export async function downloadFile(options: DownloadOptions): Promise<Download> {
  const { url, path, bytes, onProgress } = options;
  const sha256 = checkedSha256(options.sha256);
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new TrainError('USAGE', `download: '${url}' is not an http or https address`);
  try {
    const there = await existing(path, sha256, bytes);
    if (there) return there;
    const partial = await openPartialFile(path, url);
    const resumed = (await partial.size()) > 0;
    const fetchIt = (): Promise<void> =>
      withRetries(options, (onBytes) =>
        fetchRest(partial, {
          url,
          verified: sha256 !== undefined,
          stallMs: options.stallMs ?? 30_000,
          signal: options.signal,
          onBytes: (done, total) => {
            onBytes(done);
            onProgress?.(done, bytes ?? total);
          },
        }),
      );
    await fetchIt();
    let problem = await problemOf(partial.file, sha256, bytes);
    if (problem !== undefined && resumed) {
      // The beginning may be of an older version of the file.
      await partial.discard();
      await fetchIt();
      problem = await problemOf(partial.file, sha256, bytes);
    }
    if (problem !== undefined) {
      await partial.discard();
      throw new TrainError('DOWNLOAD_FAILED', `${url} is not the file that was asked for: ${problem}. Nothing was kept.`);
    }
    await partial.finish();
    return { path, bytes: (await stat(path)).size, sha256: await hashFile(path), reused: false };
  } catch (cause) {
    throw explain(cause, path);
  }
}

/** sha256 of a file in hexadecimal digits. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

async function existing(path: string, sha256: string | undefined, bytes: number | undefined): Promise<Download | undefined> {
  const found = await stat(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (!found) return undefined;
  if (!found.isFile()) throw new TrainError('DOWNLOAD_FAILED', `${path} is there and is not a file; choose another place`);
  if ((await problemOf(path, sha256, bytes)) !== undefined) return undefined;
  return { path, bytes: found.size, sha256: await hashFile(path), reused: true };
}

async function problemOf(file: string, sha256: string | undefined, bytes: number | undefined): Promise<string | undefined> {
  const size = (await stat(file)).size;
  if (bytes !== undefined && size !== bytes) return `it has ${size} bytes, expected ${bytes}`;
  if (sha256 === undefined) return undefined;
  const actual = await hashFile(file);
  return actual === sha256 ? undefined : `its sha256 is ${actual}, expected ${sha256}`;
}

async function withRetries(
  { url, path, attempts = 5, backoffMs = 1000, onRetry, signal }: DownloadOptions,
  attempt: (onBytes: (done: number) => void) => Promise<void>,
): Promise<void> {
  let [failures, furthest] = [0, 0];
  for (;;) {
    try {
      await attempt((done) => {
        // Only what is further than ever counts: a server without ranges brings the same beginning each time.
        if (done > furthest) [furthest, failures] = [done, 0];
      });
      return;
    } catch (error) {
      if (!(error instanceof TransientFailure)) throw error;
      failures++;
      if (failures >= attempts)
        throw new TrainError(
          'DOWNLOAD_FAILED',
          `${url} could not be downloaded: ${error.message}, ${failures} times in a row. Try again later (it goes on where it stopped), or ` +
            `download it by other means and put it at ${path}.`,
          { cause: error },
        );
      const waitMs = Math.min(LONGEST_WAIT_MS, error.waitMs ?? backoffMs * 2 ** (failures - 1));
      onRetry?.(error.message, waitMs);
      await sleep(waitMs, undefined, signal ? { signal } : {}).catch(() => {
        throw new TrainError('INTERRUPTED', 'the download was stopped; the same command goes on with it');
      });
    }
  }
}

function checkedSha256(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (!/^[0-9a-f]{64}$/i.test(text)) throw new TrainError('USAGE', `download: a sha256 has 64 hexadecimal digits, got '${text}'`);
  return text.toLowerCase();
}

const DISK_REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; make room and try again, it goes on where it stopped',
  EDQUOT: 'your disk quota is used up; make room and try again, it goes on where it stopped',
  EACCES: 'writing there is not allowed; choose another folder',
  EPERM: 'writing there is not allowed; choose another folder',
  EROFS: 'that disk can only be read; choose another folder',
  ENOTDIR: 'a part of this path is a file, not a folder; choose another folder',
  EEXIST: 'a part of this path is a file, not a folder; choose another folder',
};

function explain(cause: unknown, path: string): unknown {
  const code = (cause as NodeJS.ErrnoException | null)?.code ?? '';
  const reason = cause instanceof TrainError ? undefined : DISK_REASONS[code];
  return reason === undefined ? cause : new TrainError('DOWNLOAD_FAILED', `${path} cannot be written (${code}): ${reason}`, { cause });
}
