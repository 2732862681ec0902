import { posix } from 'node:path';
import type { LabelChange } from './label-changes.js';
import type { Photo, PhotoSet } from './photo-set.js';

/** A picture with the label that a person has settled on; null where it is to be left out. */
export interface RelabelledPhoto extends Omit<Photo, 'label'> {
  readonly label: string | null;
}

/** A data set whose labels were looked through. */
export interface RelabelledPhotos {
  /** All of the set, in its order. */
  readonly photos: readonly RelabelledPhoto[];
  /** Pictures with another label than before. */
  readonly changed: number;
  /** Pictures whose label was found to be right. */
  readonly kept: number;
  readonly leftOut: number;
  /** Changes that do not fit the set: it has another picture or label by now, or is another one. */
  readonly problems: readonly string[];
}

/** Gives the pictures of a data set the labels of a change set. A change whose picture is not there, or was given another label meanwhile, is a problem; one that the set has already counts as kept. */
export function applyLabelChanges({ photos }: Pick<PhotoSet, 'photos'>, changes: readonly LabelChange[]): RelabelledPhotos {
  const byPath = new Map(photos.map((photo) => [photo.path, photo]));
  const labels = new Map<string, string | null>();
  const problems: string[] = [];
  const counts = { changed: 0, kept: 0, leftOut: 0 };
  for (const { picture, given, label } of changes) {
    const photo = byPath.get(posix.normalize(picture));
    if (photo === undefined) problems.push(`${picture} is not in the data`);
    else if (photo.label !== given && photo.label !== label)
      problems.push(`${picture} is labelled '${photo.label}' and not '${given}': it was changed since it was looked at`);
    else {
      counts[label === null ? 'leftOut' : label === photo.label ? 'kept' : 'changed']++;
      labels.set(photo.path, label);
    }
  }
  return {
    photos: photos.map((photo) => {
      const label = labels.get(photo.path);
      return label === undefined ? photo : { ...photo, label };
    }),
    ...counts,
    problems,
  };
}
