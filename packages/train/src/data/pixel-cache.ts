import { mkdir, open, readFile, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { CoreError } from '@supcon/core/errors';
import { DECODING, DEFAULT_MAX_PIXELS, decodePicture, type Decoding } from '@supcon/core/image';
import { writeFileAtomic } from '@supcon/core/files';
import { describeLeftOut, isSystemError, leaveOutBecause } from '@supcon/core/photos';
import { TrainError } from '../errors.js';
import { mapParallel } from '../map-parallel.js';

/** A file that something is wrong with. */
export interface BadImage {
  readonly path: string;
  readonly reason: string;
}

/** Pictures under way while decoding: enough that each thread finds its next ones waiting, which travel to it together. */
export const DECODES_AT_ONCE = availableParallelism() * 16;

/** All pictures of a folder, decoded to one size, in one file of uint8 [N, size, size, 3]. */
export interface PixelCache {
  readonly size: number;
  /** By index of the file list; their pixels are zero. */
  readonly bad: ReadonlyMap<number, BadImage>;
  /** Files that could be decoded although something is wrong with them, by index. */
  readonly warnings: ReadonlyMap<number, BadImage>;
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
  /** As in `DecodeOptions`. Default today's. */
  readonly decoding?: Decoding;
  /** As in `DecodeOptions`. Default 40 million. */
  readonly maxPixels?: number;
  /** Of the paths and contents: what the cache is found again by. */
  readonly fingerprint: string;
  /** Folder for cache files. */
  readonly cacheFolder: string;
  readonly onImage?: (done: number, total: number) => void;
}

const files = z.array(z.object({ index: z.int(), path: z.string(), reason: z.string() }));
const indexSchema = z.object({ version: z.literal(2), count: z.int(), maxPixels: z.int(), bad: files, warnings: files });

/** Opens the cache for these pictures and this size, decoding them first where there is none. Decoding runs on all cores; the file appears under its name only when complete. */
export async function openPixelCache(options: PixelCacheOptions): Promise<PixelCache> {
  const { paths, size, thumbnail = false, decoding = DECODING, maxPixels = DEFAULT_MAX_PIXELS, fingerprint, cacheFolder } = options;
  const way = decoding.version === 1 ? '' : `-${decoding.name}.${decoding.version}`;
  const pixelsPath = join(cacheFolder, `${fingerprint.slice(0, 32)}-${size}${thumbnail ? '-thumbnail' : ''}${way}.rgb`);
  const indexPath = `${pixelsPath}.json`;
  const imageBytes = size * size * 3;
  let index = await readIndex(indexPath);
  const length = await stat(pixelsPath).then(
    ({ size: bytes }) => bytes,
    () => -1,
  );
  // What was refused under one limit may be decoded under another.
  const sameLimit = index?.bad.length === 0 || index?.maxPixels === maxPixels;
  if (index?.count !== paths.length || !sameLimit || length !== paths.length * imageBytes)
    index = await build(options, pixelsPath, indexPath);
  const pixels = await open(pixelsPath, 'r');
  return {
    size,
    bad: byIndex(index.bad),
    warnings: byIndex(index.warnings),
    read: (indices) => readRows(pixels, indices, imageBytes),
    close: () => pixels.close(),
  };
}

type Index = z.output<typeof indexSchema>;

function byIndex(found: Index['bad']): ReadonlyMap<number, BadImage> {
  return new Map(found.map(({ index, path, reason }) => [index, { path, reason }]));
}

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
  const { root, paths, size, thumbnail = false, decoding = DECODING, maxPixels = DEFAULT_MAX_PIXELS, onImage } = options;
  const imageBytes = size * size * 3;
  await mkdir(dirname(pixelsPath), { recursive: true });
  const temporary = `${pixelsPath}.${randomUUID()}.tmp`;
  const file = await open(temporary, 'wx');
  const bad: Index['bad'] = [];
  const warnings: Index['warnings'] = [];
  let done = 0;
  try {
    await mapParallel(paths, DECODES_AT_ONCE, async (path, index) => {
      let pixels: Uint8Array;
      try {
        const picture = await decodePicture(resolve(root, path), { size, thumbnail, decoding, maxPixels });
        pixels = picture.pixels;
        if (picture.warning !== undefined) warnings.push({ index, path, reason: picture.warning.message });
      } catch (error) {
        if (!(error instanceof CoreError)) throw goneMeanwhile(path, error);
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
  for (const found of [bad, warnings]) found.sort((a, b) => a.index - b.index);
  const index: Index = { version: 2, count: paths.length, maxPixels, bad, warnings };
  // Written last: a cache without its index is not used. writeFileAtomic also syncs the folder, and with it the rename above.
  await writeFileAtomic(indexPath, JSON.stringify(index));
  return index;
}

/** A picture that could be read when the set was hashed, and cannot be read now: nothing of it may be remembered. */
function goneMeanwhile(path: string, cause: unknown): unknown {
  if (!isSystemError(cause)) return cause;
  const reason = describeLeftOut(leaveOutBecause(cause, path));
  return new TrainError('BAD_DATA', `${reason}, though it could be read a moment ago. Leave the pictures alone and start again.`, {
    cause,
  });
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
