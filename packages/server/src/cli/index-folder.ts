import { readFile } from 'node:fs/promises';
import { CoreError } from '@supcon/core/errors';
import { leaveOutBecause, type SplitName } from '@supcon/core/photos';
import pLimit from 'p-limit';
import type { Config } from '../app/config.js';
import { openServices } from '../app/open-services.js';
import type { CollectionGallery } from '../collections/collection-gallery.js';
import { ServerError, type ServerErrorCode } from '../domain/errors.js';
import { UNRECORDED_ORIGIN } from '../domain/item-store.js';
import { commandLogger } from './command-logger.js';
import { findPictures, folderOrigin, mayBeThereStill, type FoundPicture } from './find-pictures.js';
import { reportLeftOut } from './report-left-out.js';
import type { Reporter } from './reporter.js';

/** Pictures under way at the same time: as many as share a batch of the encoder and a commit. */
const CONCURRENT = 32;
const REPORT_EVERY_MS = 1000;
/** Errors that say something about one picture and nothing about the next. */
const OF_ONE_PICTURE: ReadonlySet<ServerErrorCode> = new Set([
  'BAD_IMAGE',
  'IMAGE_TOO_LARGE',
  'ITEM_CONFLICT',
  'METADATA_TOO_LARGE',
  // A label that is too long.
  'BAD_REQUEST',
]);
/** Which folder goes into which collection, and what may be done for it. */
export interface IndexTask {
  readonly config: Config;
  /** A folder with one sub-folder for each class, the same inside train/, val/ and test/, or a list (.csv, .jsonl). */
  readonly data: string;
  /** Only these pictures; those in no split count as training pictures. Default: all. */
  readonly split?: SplitName | undefined;
  readonly collection: string;
  /** If its vectors come from another model than the one that serves, they are computed anew from the pictures it keeps. */
  readonly replace: boolean;
  /** Then leaves out items whose pictures cannot be read any more; without it that is an error. */
  readonly dropLost: boolean;
  /** Ends the work early; what was added stays, and the next time goes on behind it. */
  readonly signal: AbortSignal;
}

/** Makes a collection hold the pictures of a data folder or list: new ones are added, the same way as HTTP does, changed ones replaced, and those that are no longer
 * in the folder removed. What was added over HTTP or from another folder is left alone. Pictures that are in it already cost one look; damaged ones, and those
 * whose id belongs to an item that does not come from this folder, are named and passed over.
 * @throws ServerError BAD_DATA, NO_MODEL, MODEL_MISMATCH, STORE_LOCKED. */
export async function indexFolder(task: IndexTask, reporter: Reporter): Promise<{ interrupted: boolean }> {
  const { config, data, collection, signal } = task;
  const { pictures, leftOut } = await findPictures(data, task.split);
  const origin = await folderOrigin(data);
  const services = await openServices(config, commandLogger());
  const { collections } = services;
  try {
    await services.ready;
    if (await prepare(collections, task, reporter)) {
      reporter.event('interrupted', { collection });
      reporter.say('index: interrupted, the same command goes on');
      return { interrupted: true };
    }
    const known = await knownItems(collections, collection);
    const total = pictures.length;
    const unreadable = reportLeftOut(leftOut, reporter);
    const counts = { added: 0, existing: 0, replaced: 0, skipped: unreadable, removed: 0 };
    const began = performance.now();
    reporter.event('start', { collection, data, total });
    reporter.say(`index: ${total} pictures of ${data} into collection ${collection}`);

    const progress = (): void => {
      const done = counts.added + counts.existing + counts.replaced + counts.skipped - unreadable;
      const perSecond = done / ((performance.now() - began) / 1000);
      const etaSeconds = Math.round((total - done) / perSecond);
      if (done === 0) return;
      reporter.event('progress', { done, total, imagesPerSecond: Math.round(perSecond * 10) / 10, etaSeconds });
      reporter.say(`index: ${done} of ${total}, ${perSecond.toFixed(0)} pictures/s, ${etaSeconds} s left`);
    };
    const timer = setInterval(progress, REPORT_EVERY_MS);
    const passOver = (name: string, code: string, message: string): void => {
      counts.skipped++;
      reporter.event('skipped', { picture: name, code, message });
      reporter.say(`index: ${name} is passed over: ${message}`);
    };
    const add = async ({ file, label, split, name, id }: FoundPicture): Promise<void> => {
      const before = known.get(id);
      try {
        // An index run made it, before origins were written down: which folder's can only be told by its path.
        const isUnrecorded = before?.origin === UNRECORDED_ORIGIN && before.path === name;
        if (isUnrecorded) await collections.claimItem(collection, id, origin);
        const image = await readFile(file).catch((error: unknown) => leaveOutBecause(error, name));
        if ('code' in image) {
          passOver(name, image.code, `${image.reason}; ${image.remedy}`);
          return;
        }
        const picture = { image, label, metadata: { path: name, ...(split === undefined ? {} : { split }) }, id, origin };
        const { created } = await collections.addItem(collection, picture);
        counts[!created ? 'existing' : before ? 'replaced' : 'added']++;
        // The same picture of another folder, which may be this one before it was moved.
        if (!created && before && before.origin !== origin && !isUnrecorded) await collections.claimItem(collection, id, origin);
      } catch (error) {
        const ofThisPicture = error instanceof CoreError || (error instanceof ServerError && OF_ONE_PICTURE.has(error.code));
        if (!ofThisPicture) throw error;
        passOver(name, error.code, error.message);
      }
    };
    try {
      await forEachOf(pictures, signal, add);
      const present = new Set(pictures.map(({ id }) => id));
      const vanished = [...known].flatMap(([id, item]) =>
        item.origin === origin && !present.has(id) && !mayBeThereStill(item.path, leftOut) ? [id] : [],
      );
      await forEachOf(vanished, signal, async (id) => {
        await collections.removeItem(collection, id);
        counts.removed++;
      });
    } finally {
      clearInterval(timer);
    }
    const seconds = Math.round((performance.now() - began) / 100) / 10;
    const interrupted = signal.aborted;
    reporter.event(interrupted ? 'interrupted' : 'done', { collection, ...counts, seconds });
    reporter.say(
      `index: ${interrupted ? 'interrupted, the same command goes on: ' : ''}${counts.added} added, ${counts.existing} were there, ${counts.skipped} passed over` +
        `${counts.replaced > 0 ? `, ${counts.replaced} replaced` : ''}${counts.removed > 0 ? `, ${counts.removed} removed` : ''}, ${seconds} s`,
    );
    return { interrupted };
  } finally {
    await services.close();
  }
}

/** Makes the collection, or makes its vectors those of the model that serves. @returns whether it was interrupted. */
async function prepare(collections: CollectionGallery, task: IndexTask, reporter: Reporter): Promise<boolean> {
  const { collection, dropLost, signal } = task;
  if (await keepsItsModel(collections, task, reporter)) {
    await collections.discardReembedded(collection);
    return false;
  }
  reporter.say(`index: collection ${collection} holds vectors of another model; they are computed anew from its own pictures`);
  let saidAt = -Infinity;
  const onProgress = (done: number, total: number): void => {
    if (performance.now() - saidAt < REPORT_EVERY_MS) return;
    saidAt = performance.now();
    reporter.event('reembedding', { collection, done, total });
    reporter.say(`index: new vectors for ${done} of ${total} items`);
  };
  const { items, lost, interrupted } = await collections.reembed(collection, { dropLost, signal, onProgress });
  if (interrupted) return true;
  reporter.event('reembedded', { collection, items, lost: lost.length });
  reporter.say(`index: ${items} items have new vectors${lost.length > 0 ? `; ${lost.length} without a picture were left out` : ''}`);
  return false;
}

/** Makes the collection if it is not there. One of another model than the one that serves goes on with its own, unless that is gone, or the artifact
 * that was named is another one. @returns false if its vectors are to be computed anew. @throws ServerError MODEL_MISMATCH, NO_MODEL. */
async function keepsItsModel(
  collections: CollectionGallery,
  { config, collection, replace }: IndexTask,
  reporter: Reporter,
): Promise<boolean> {
  const advice = 'or --replace computes its vectors anew from the pictures it keeps';
  const found = await collections.create(collection).catch((cause: unknown) => {
    if (!(cause instanceof ServerError) || cause.code !== 'MODEL_MISMATCH') throw cause;
    if (!replace) throw new ServerError('MODEL_MISMATCH', `${cause.message}; ${advice}`, { cause });
    return undefined;
  });
  if (found?.current === true) return true;
  if (replace || !found) return false;
  const own = `${found.collection.model.name}/${found.collection.model.version}`;
  if (config.artifact !== undefined)
    throw new ServerError(
      'MODEL_MISMATCH',
      `collection '${collection}' holds vectors of model ${own}, not of --artifact ${config.artifact}; leave that out to go on with its own, ${advice}`,
    );
  reporter.say(
    `index: collection ${collection} goes on with its own model, ${own}; --replace computes its vectors anew with the one that serves`,
  );
  return true;
}

/** The items of a collection that come from any folder, by id. */
async function knownItems(collections: CollectionGallery, collection: string): Promise<Map<string, { origin: string; path: unknown }>> {
  const known = new Map<string, { origin: string; path: unknown }>();
  for await (const { id, origin, metadata } of collections.itemsFromFolders(collection)) known.set(id, { origin, path: metadata['path'] });
  return known;
}

/** Ends early at a signal to stop; after a failure, which is thrown, nothing more is begun. */
async function forEachOf<T>(items: readonly T[], signal: AbortSignal, action: (item: T) => Promise<void>): Promise<void> {
  const limit = pLimit(CONCURRENT);
  try {
    await limit.map(items, async (item) => {
      if (!signal.aborted) await action(item);
    });
  } finally {
    limit.clearQueue();
  }
}
