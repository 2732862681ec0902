import type { PictureFile } from './embed-by-content.js';
import type { RankedPicture } from './rank-pictures.js';

/** A class and how probable it is, 0..1. */
export interface Guess {
  readonly label: string;
  readonly probability: number;
}

/** A picture to label, with what is known of it. */
export interface Suggestion extends PictureFile, Pick<RankedPicture, 'uncertainty' | 'standsFor'> {
  /** From 1. */
  readonly rank: number;
  /** Most probable first, two at most; none without a classifier. */
  readonly guesses: readonly Guess[];
  /** None of the artifact's classes, by its own score and threshold. */
  readonly unknown: boolean;
}
