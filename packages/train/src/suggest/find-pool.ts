import { resolve } from 'node:path';
import { CoreError } from '@supcon/core/errors';
import { describeLeftOut, findPhotos, isPhotoList, readPhotos, type Photo } from '@supcon/core/photos';
import type { Reporter } from '../console/reporter.js';
import { list } from '../data/list.js';
import { surveyPictures } from '../data/picture-survey.js';
import { TrainError } from '../errors.js';
import type { PictureFile } from './embed-by-content.js';

/** A picture that has a label. */
export type LabelledPicture = PictureFile & Pick<Photo, 'label' | 'split'>;

/** Pictures to choose from, and those that have a label. */
export interface Pool {
  /** One of each group that show the same, none of which has a label. */
  readonly candidates: readonly PictureFile[];
  readonly labelled: readonly LabelledPicture[];
  /** Pictures without a label that were found. */
  readonly found: number;
  /** Of them, those that show the same as another that stands for them. */
  readonly copies: number;
  /** Of them, those that show the same as a picture with a label. */
  readonly alreadyLabelled: number;
  /** "name: reason" of files that cannot be read. */
  readonly bad: readonly string[];
}

/** Reads which pictures there are, and takes out what a person would label twice: copies and look-alikes (re-encoded, resized, brightened, greyed) of each other and of
 * pictures that have a label. Who stands for a group is the first by path.
 * @param data a folder; its own folders mean nothing.  @param labelled a folder of class folders or a list; rows without a label do not count.
 * @throws TrainError NOT_FOUND, BAD_DATA, USAGE. */
export async function findPool(data: string, labelled: string | undefined, reporter: Reporter): Promise<Pool> {
  if (isPhotoList(data))
    throw new TrainError('USAGE', `--data wants the folder of the pictures without a label, got the list ${data}; lists go to --labelled`);
  const open = (await findPhotos(data).catch(explain)).paths.map((path) => ({ file: resolve(data, path), name: path }));
  if (open.length === 0) throw new TrainError('BAD_DATA', `${data} has no pictures, in it or in its folders`);
  const known = labelled === undefined ? [] : await readLabelled(labelled);
  const all = [...known, ...open];
  const task = reporter.task('Reading', all.length, 'files');
  const { hashes, bad, groups } = await surveyPictures({ root: '', photos: all.map(({ file }) => ({ path: file })) }, (done) => {
    task.update(done);
  }).finally(() => {
    task.stop();
  });
  const groupOf = new Map(groups.flatMap((group, number) => group.map((index) => [index, number] as const)));
  const keyOf = (index: number): string => (groupOf.has(index) ? `group ${groupOf.get(index)!}` : hashes[index]!);
  const isKnown = (index: number): boolean => index < known.length;
  const good = all.map((_, index) => index).filter((index) => !bad.has(index));
  const taken = new Set(good.filter(isKnown).map(keyOf));
  const candidates: PictureFile[] = [];
  let [copies, alreadyLabelled] = [0, 0];
  const seen = new Set<string>();
  for (const index of good.filter((own) => !isKnown(own))) {
    const key = keyOf(index);
    if (taken.has(key)) alreadyLabelled++;
    else if (seen.has(key)) copies++;
    else {
      seen.add(key);
      candidates.push({ ...all[index]!, hash: hashes[index]! });
    }
  }
  return {
    candidates,
    labelled: good.filter(isKnown).map((index) => ({ ...known[index]!, hash: hashes[index]! })),
    found: open.length,
    copies,
    alreadyLabelled,
    bad: [...bad].map(([index, reason]) => `${all[index]!.name}: ${reason}`),
  };
}

/** @returns the pictures of a folder or list that have a label, without their hashes. */
async function readLabelled(path: string): Promise<readonly Omit<LabelledPicture, 'hash'>[]> {
  const { root, photos, leftOut } = await readPhotos(path).catch(explain);
  const wrong = leftOut.filter(({ code }) => code === 'BAD_LINE');
  if (wrong.length > 0)
    throw new TrainError('BAD_DATA', `${path} cannot be used as it is:\n${list(wrong.map(describeLeftOut))}\nMend the lines.`);
  // A list may have no label yet; a folder without class folders was meant otherwise.
  if (photos.length === 0 && !isPhotoList(path))
    throw new TrainError(
      'BAD_DATA',
      `--labelled ${path} has no pictures with a label: it wants a folder for each class, or a list; leave it out where nothing has a label yet`,
    );
  return photos.map(({ path: name, label, split }) => ({ file: resolve(root, name), name, label, split }));
}

function explain(error: unknown): never {
  if (!(error instanceof CoreError)) throw error;
  throw new TrainError(error.code === 'PHOTOS_NOT_FOUND' ? 'NOT_FOUND' : 'BAD_DATA', error.message, { cause: error });
}
