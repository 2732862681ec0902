import type { Stage1Options } from '../recipe/recipe-schema.js';

/** What one look at the validation split gave, 0..1. */
export interface Validation {
  /** 5-NN accuracy on the embedding. */
  readonly knn: number;
  /** Accuracy of the classifier that is trained beside the encoder, where there is one. */
  readonly classifier?: number;
}

/** The best look so far. */
export interface Best {
  /** From 1. */
  readonly epoch: number;
  readonly value: number;
}

/** What validation decides during stage 1: which weights are kept, and whether to go on. A pure function of what it is given, so a resumed
 * run decides as an unbroken one. */
export interface ModelSelection {
  /** The watched value of a look. */
  valueOf(validation: Validation): number;
  /** Whether a look is better than the best so far. Equal ones are not. */
  improves(value: number, best: Best | undefined): boolean;
  /** Whether to stop after the look at `epoch`. */
  exhausted(epoch: number, best: Best | undefined): boolean;
}

/** Decides by validation which epoch is the best and when to stop, as the recipe wants it. */
export function createModelSelection({ earlyStopping, validateEvery, loss }: Stage1Options): ModelSelection {
  // A classifier is part of the loss where there is cross-entropy; alone it is the natural thing to watch.
  const monitor = earlyStopping?.monitor ?? (loss === 'cross-entropy' ? 'classifier' : 'knn');
  return {
    valueOf: ({ knn, classifier }) => (monitor === 'classifier' ? (classifier ?? knn) : knn),
    improves: (value, best) => best === undefined || value > best.value + (earlyStopping?.minDelta ?? 0),
    exhausted: (epoch, best) => {
      if (!earlyStopping || best === undefined) return false;
      return (epoch - best.epoch) / validateEvery >= earlyStopping.patience;
    },
  };
}
