import { mkdir, open, readFile, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { CoreError } from '@supcon/core/errors';
import { decodeImage } from '@supcon/core/image';
import { writeFileAtomic } from '@supcon/core/files';
import { TrainError } from '../errors.js';
import { mapParallel } from '../map-parallel.js';

/** A file that could not be decoded. */
export interface BadImage {
  readonly path: string;
  readonly reason: string;
}

/** Pictures under way while decoding: sharp has threads of its own, and enough must wait for them. */
export const DECODES_AT_ONCE = availableParallelism() * 2;

/** All pictures of a folder, decoded to one size, in one file of uint8 [N, size, size, 3]. */
export interface PixelCache {
  readonly size: number;
  /** By index of the file list; their pixels are zero. */
  readonly bad: ReadonlyMap<number, BadImage>;
  /** @returns uint8 [indices.length, size, size, 3].  @throws TrainError BAD_DATA when the file was cut off meanwhile. */
  read(indices: readonly number[]): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Which pictures are decoded, to what size, and where their pixels are kept. */
export interface PixelCacheOptions {
  readonly root: string;
  readonly paths: readonly string[];
  readonly size: number;
  /** As in `DecodeOptions`, for looking at pictures only. Default false. */
  readonly thumbnail?: boolean;
  /** Of the paths and contents: what the cache is found again by. */
  readonly fingerprint: string;
  /** Folder for cache files. */
  readonly cacheFolder: string;
  readonly onImage?: (done: number, total: number) => void;
}

const indexSchema = z.object({
  version: z.literal(1),
  count: z.int(),
  bad: z.array(z.object({ index: z.int(), path: z.string(), reason: z.string() })),
});

/** Opens the cache for these pictures and this size, decoding them first where there is none. Decoding runs on all cores (sharp's own
 * threads); the file appears under its name only when complete. */
export async function openPixelCache(options: PixelCacheOptions): Promise<PixelCache> {
  const { paths, size, thumbnail = false, fingerprint, cacheFolder } = options;
  const pixelsPath = join(cacheFolder, `${fingerprint.slice(0, 32)}-${size}${thumbnail ? '-thumbnail' : ''}.rgb`);
  const indexPath = `${pixelsPath}.json`;
  const imageBytes = size * size * 3;
  let index = await readIndex(indexPath);
  const length = await stat(pixelsPath).then(
    ({ size: bytes }) => bytes,
    () => -1,
  );
  if (index?.count !== paths.length || length !== paths.length * imageBytes) index = await build(options, pixelsPath, indexPath);
  const pixels = await open(pixelsPath, 'r');
  return {
    size,
    bad: new Map(index.bad.map(({ index: at, path, reason }) => [at, { path, reason }])),
    read: (indices) => readRows(pixels, indices, imageBytes),
    close: () => pixels.close(),
  };
}

type Index = z.output<typeof indexSchema>;

async function readIndex(path: string): Promise<Index | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return indexSchema.parse(JSON.parse(text));
  } catch {
    // A cache of another version or a damaged one is made again.
    return undefined;
  }
}

async function build(options: PixelCacheOptions, pixelsPath: string, indexPath: string): Promise<Index> {
  const { root, paths, size, thumbnail = false, onImage } = options;
  const imageBytes = size * size * 3;
  await mkdir(dirname(pixelsPath), { recursive: true });
  const temporary = `${pixelsPath}.${randomUUID()}.tmp`;
  const file = await open(temporary, 'wx');
  const bad: Index['bad'] = [];
  let done = 0;
  try {
    await mapParallel(paths, DECODES_AT_ONCE, async (path, index) => {
      let pixels: Uint8Array;
      try {
        pixels = await decodeImage(await readFile(resolve(root, path)), { size, thumbnail });
      } catch (error) {
        if (!(error instanceof CoreError)) throw error;
        bad.push({ index, path, reason: error.message });
        pixels = new Uint8Array(imageBytes);
      }
      await file.write(pixels, 0, imageBytes, index * imageBytes);
      onImage?.(++done, paths.length);
    });
    await file.sync();
    await file.close();
    await rename(temporary, pixelsPath);
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(temporary, { force: true });
    throw error;
  }
  bad.sort((a, b) => a.index - b.index);
  const index: Index = { version: 1, count: paths.length, bad };
  // Written last: a cache without its index is not used. writeFileAtomic also syncs the folder, and with it the rename above.
  await writeFileAtomic(indexPath, JSON.stringify(index));
  return index;
}

/** Positioned reads, all at once: measured beside a memory map in docs/benchmarks.md.
 * @throws TrainError BAD_DATA when the file was cut off since it was opened. */
async function readRows(file: FileHandle, indices: readonly number[], imageBytes: number): Promise<Uint8Array> {
  const rows = new Uint8Array(indices.length * imageBytes);
  const readRun = async (at: number, run: number): Promise<void> => {
    const { bytesRead } = await file.read(rows, at * imageBytes, run * imageBytes, indices[at]! * imageBytes);
    if (bytesRead !== run * imageBytes)
      throw new TrainError(
        'BAD_DATA',
        `pixel cache: picture ${indices[at]!} of ${imageBytes} bytes is not all there any more (${bytesRead} of ${run * imageBytes} bytes read): the file was changed while it was in use; start again, it is then made anew`,
      );
  };
  const reads: Promise<void>[] = [];
  let at = 0;
  while (at < indices.length) {
    // Neighbouring pictures are read in one go: evaluation goes through them in order.
    let run = 1;
    while (at + run < indices.length && indices[at + run] === indices[at]! + run) run++;
    reads.push(readRun(at, run));
    at += run;
  }
  await Promise.all(reads);
  return rows;
}
