import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { CoreError } from '@supcon/core/errors';
import { pino } from 'pino';
import type { Config } from '../app/config.js';
import { ServerError, type ServerErrorCode } from '../domain/errors.js';
import type { AddedPicture, CollectionService } from '../http/app-services.js';
import { openServices } from '../app/open-services.js';
import type { Reporter } from './reporter.js';

/** Pictures under way at the same time: as many as share a batch of the encoder and a commit. */
const CONCURRENT = 32;
const REPORT_EVERY_MS = 1000;
/** Errors that say something about one picture and nothing about the next. */
const OF_ONE_PICTURE: ReadonlySet<ServerErrorCode> = new Set(['BAD_IMAGE', 'IMAGE_TOO_LARGE', 'ITEM_CONFLICT', 'METADATA_TOO_LARGE']);
const PICTURE = /\.(jpe?g|png|webp|gif)$/i;

interface Picture {
  readonly file: string;
  readonly label: string;
  /** From the data folder, with `/`. */
  readonly name: string;
}

export interface IndexTask {
  readonly config: Config;
  /** A folder with one sub-folder for each class. */
  readonly data: string;
  readonly collection: string;
  /** Empties the collection first if its vectors come from another model; without it that is an error. */
  readonly replace: boolean;
  /** Ends the work early; what was added stays, and the next time goes on behind it. */
  readonly signal: AbortSignal;
}

/** Adds every picture of a data folder to a collection, the same way as HTTP does. Pictures that are in it already cost one look; damaged ones, and
 * files that have changed since they were added, are named and passed over.
 * @throws ServerError BAD_DATA, NO_MODEL, MODEL_MISMATCH, STORE_LOCKED. */
export async function indexFolder(task: IndexTask, reporter: Reporter): Promise<{ interrupted: boolean }> {
  const { config, data, collection, signal } = task;
  const pictures = await findPictures(data);
  const services = await openServices(config, pino({ level: 'warn', base: null }, pino.destination({ dest: 2, sync: true })));
  try {
    await services.ready;
    await prepare(services.collections, task, reporter);
    const total = pictures.length;
    const counts = { added: 0, existing: 0, skipped: 0 };
    const began = performance.now();
    reporter.event('start', { collection, data, total });
    reporter.say(`index: ${total} pictures of ${data} into collection ${collection}`);

    const progress = (): void => {
      const done = counts.added + counts.existing + counts.skipped;
      const perSecond = done / ((performance.now() - began) / 1000);
      const etaSeconds = Math.round((total - done) / perSecond);
      if (done === 0) return;
      reporter.event('progress', { done, total, imagesPerSecond: Math.round(perSecond * 10) / 10, etaSeconds });
      reporter.say(`index: ${done} of ${total}, ${perSecond.toFixed(0)} pictures/s, ${etaSeconds} s left`);
    };
    const timer = setInterval(progress, REPORT_EVERY_MS);
    const add = async (picture: Picture): Promise<void> => {
      try {
        const { created } = await services.collections.addItem(collection, await toItem(picture));
        counts[created ? 'added' : 'existing']++;
      } catch (error) {
        const ofThisPicture = error instanceof CoreError || (error instanceof ServerError && OF_ONE_PICTURE.has(error.code));
        if (!ofThisPicture) throw error;
        counts.skipped++;
        reporter.event('skipped', { picture: picture.name, code: error.code, message: error.message });
        reporter.say(`index: ${picture.name} is passed over: ${error.message}`);
      }
    };
    try {
      await forEachConcurrently(pictures, CONCURRENT, signal, add);
    } finally {
      clearInterval(timer);
    }
    const seconds = Math.round((performance.now() - began) / 100) / 10;
    const interrupted = signal.aborted;
    reporter.event(interrupted ? 'interrupted' : 'done', { collection, ...counts, seconds });
    reporter.say(
      `index: ${interrupted ? 'interrupted, the same command goes on: ' : ''}${counts.added} added, ${counts.existing} were there, ${counts.skipped} passed over, ${seconds} s`,
    );
    return { interrupted };
  } finally {
    await services.close();
  }
}

async function prepare(collections: CollectionService, { collection, replace }: IndexTask, reporter: Reporter): Promise<void> {
  try {
    await collections.create(collection);
  } catch (error) {
    if (!(error instanceof ServerError) || error.code !== 'MODEL_MISMATCH') throw error;
    if (!replace) throw new ServerError('MODEL_MISMATCH', `${error.message}; --replace empties this one first`, { cause: error });
    reporter.event('replaced', { collection });
    reporter.say(`index: collection ${collection} held vectors of another model and is filled anew`);
    await collections.remove(collection);
    await collections.create(collection);
  }
}

async function findPictures(data: string): Promise<Picture[]> {
  const bad = (reason: string, cause?: unknown): ServerError =>
    new ServerError(
      'BAD_DATA',
      `${data}: ${reason}; it needs one sub-folder of pictures for each class, e.g. ${path.join(data, 'apple', '0001.jpg')}`,
      { cause },
    );
  const entries = await readdir(data, { withFileTypes: true }).catch((cause: unknown) => {
    throw bad(`cannot be read (${(cause as NodeJS.ErrnoException).code ?? String(cause)})`, cause);
  });
  const labels = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map((entry) => entry.name);
  const pictures: Picture[] = [];
  for (const label of labels.sort()) {
    const files = await readdir(path.join(data, label), { recursive: true, withFileTypes: true });
    for (const entry of files)
      if (entry.isFile() && PICTURE.test(entry.name)) {
        const file = path.join(entry.parentPath, entry.name);
        pictures.push({ file, label, name: path.relative(data, file).split(path.sep).join('/') });
      }
  }
  if (pictures.length === 0)
    throw bad(labels.length === 0 ? 'has no sub-folders' : 'has no JPEG, PNG, WebP or GIF files in its sub-folders');
  return pictures.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function toItem({ file, label, name }: Picture): Promise<AddedPicture> {
  return { image: await readFile(file), label, metadata: { path: name }, id: itemId(name) };
}

/** The path with characters an id may have; with a piece of its hash where that alone could also be another file's. */
function itemId(name: string): string {
  const plain = name.replaceAll('/', ':');
  if (/^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/.test(plain)) return plain;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 16);
  return `${plain
    .replace(/[^A-Za-z0-9._:-]/g, '_')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(-100)}-${hash}`.replace(/^-/, '');
}

async function forEachConcurrently<T>(
  items: readonly T[],
  concurrent: number,
  signal: AbortSignal,
  action: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  let failed = false;
  const worker = async (): Promise<void> => {
    while (next < items.length && !signal.aborted && !failed) {
      try {
        await action(items[next++]!);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: concurrent }, worker));
}
