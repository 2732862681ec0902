import type { LeftOut } from './left-out.js';
import type { SplitName } from './split-name.js';

/** One picture of a data set; that it can be decoded has not been tried. */
export interface Photo {
  /** Relative to the set's root (or absolute, where a list says so), with forward slashes: its identity in items, predictions and error
   * lists. `resolve(root, path)` is the file. */
  readonly path: string;
  /** Name of its class in Unicode's form NFC. */
  readonly label: string;
  /** What the folders or the list use it for; undefined where they do not say. */
  readonly split: SplitName | undefined;
}

/** Labelled pictures as they lie on disk, read the same way for training, checks, indexing and quickstart. */
export interface PhotoSet {
  /** Where labels and splits come from: the folders' names, or a list beside the pictures. */
  readonly source: 'folder' | 'list';
  /** Absolute: the folder, or the one that the list lies in. */
  readonly root: string;
  /** Last part of the path, without a list's ending: what artifacts and collections are called unless a name is given. */
  readonly name: string;
  /** Names of the classes that have pictures, in NFC and in code point order. */
  readonly labels: readonly string[];
  /** In code point order of their paths. */
  readonly photos: readonly Photo[];
  /** What lies there and does not count, each with a reason: of a folder in code point order of the paths, of a list by line. */
  readonly leftOut: readonly LeftOut[];
  /** Classes that may be one, since their names are equal but for case, white space or compatibility forms; groups of two and more. */
  readonly suspects: readonly (readonly string[])[];
}
