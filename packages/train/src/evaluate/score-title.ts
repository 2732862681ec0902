import type { UnknownScoreName } from '@supcon/core';

/** The scores of unknown pictures as tables call them. */
export const SCORE_TITLES: Readonly<Record<UnknownScoreName, string>> = {
  msp: 'largest probability',
  gen: 'generalised entropy',
  fdbd: 'decision boundaries',
  scale: 'scaled activations',
  relativeMahalanobis: 'relative Mahalanobis',
  mahalanobis: 'Mahalanobis',
  knn: 'k-th neighbour',
  nnGuide: 'guided by neighbours',
};
