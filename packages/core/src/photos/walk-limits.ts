import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { CoreError } from '../errors.js';

/** What is read of one folder of photos, all of its classes together. */
export interface WalkLimits {
  /** Files, folders and links. */
  readonly entries: number;
  /** Of them, those that are no pictures by their names, where these are also ten times as many as the pictures. */
  readonly others: number;
  /** Folders inside each other, below the folder of photos. */
  readonly depth: number;
}

/** Four times ImageNet, and a system's own files within some seconds. A list has none of these limits. */
export const WALK_LIMITS: WalkLimits = { entries: 5_000_000, others: 200_000, depth: 64 };

/** Others that each picture may have beside it, however many pictures there are: labels, masks, sizes of the same picture. */
const OTHERS_OF_PICTURE = 10;

/** Where a walk is. */
export interface WalkPlace {
  /** From the root, '' for the root itself. */
  readonly folder: string;
  /** The last link on the way to it, from the root. */
  readonly through?: string | undefined;
}

/** Where a folder inside another one is. @param entry its path from the root, and whether it is a link. */
export function placeInside(place: WalkPlace, { path, linked }: { readonly path: string; readonly linked: boolean }): WalkPlace {
  return { folder: path, through: linked ? path : place.through };
}

/** Counts what one reading of a folder of photos goes through, and ends it where that is too much. */
export interface WalkBudget {
  /** @throws CoreError TOO_MANY_FILES where a folder lies too deep. */
  enter(place: WalkPlace): void;
  /** @throws CoreError TOO_MANY_FILES for one entry too many. */
  count(place: WalkPlace, isPicture: boolean): void;
}

/** @param shown the folder as the person gave it.  @param root its absolute path. */
export function walkBudget(shown: string, root: string, limits: WalkLimits = WALK_LIMITS): WalkBudget {
  let pictures = 0;
  let others = 0;
  const refuse = (what: string, { folder, through }: WalkPlace): never => {
    const found =
      through === undefined ? '' : `, found through the link ${short(through)}, which leads to ${short(realpathSync(join(root, through)))}`;
    const mend = through === undefined ? 'Give the folder that the class folders lie in' : 'Remove that link';
    throw new CoreError(
      'TOO_MANY_FILES',
      `${shown} ${what} (in ${folder === '' ? 'itself' : `${short(folder)}/`}${found}). ${mend}, or give a list (.csv, .jsonl) of the pictures: lists may be of any length, their files at any depth.`,
      { details: { folder, through, pictures, others, limits } },
    );
  };
  return {
    enter: (place) => {
      const depth = place.folder === '' ? 0 : place.folder.split('/').length;
      if (depth > limits.depth) refuse(`holds folders inside each other, more than the ${limits.depth} that are read`, place);
    },
    count: (place, isPicture) => {
      if (isPicture) pictures++;
      else others++;
      if (pictures + others > limits.entries) refuse(`holds more than the ${limits.entries} files and folders that are read`, place);
      if (others > limits.others && others > OTHERS_OF_PICTURE * pictures)
        refuse(
          `is not a folder of photos: it holds more than ${limits.others} files and folders that are no pictures, beside ${pictures} pictures`,
          place,
        );
    },
  };
}

/** A path that fits a line: where it begins and ends. */
function short(path: string): string {
  return path.length <= 120 ? path : `${path.slice(0, 60)}...${path.slice(-40)}`;
}
