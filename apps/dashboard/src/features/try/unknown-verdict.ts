import type { UnknownAnswer } from '@supcon/sdk';

/** The scores of unknown pictures as people may know them. */
const SCORES: Readonly<Record<UnknownAnswer['method'], string>> = {
  msp: 'the largest probability',
  gen: 'generalised entropy',
  fdbd: 'the distance to decision boundaries',
  scale: 'scaled activations',
  relativeMahalanobis: 'the relative Mahalanobis distance',
  mahalanobis: 'the Mahalanobis distance',
  knn: 'the distance to its nearest neighbours',
  nnGuide: 'energy guided by neighbours',
};

/** Why a picture is taken for one of no class of the model, in a sentence; undefined where it is known, or where the model does not say.
 * @param best the class that would be named otherwise. */
export function unknownVerdict(unknown: UnknownAnswer | undefined, best: string | undefined): string | undefined {
  if (unknown?.isUnknown !== true) return undefined;
  const number = (value: number): string => value.toPrecision(3);
  const otherwise = best === undefined ? '' : `; of the classes ${best} is the most probable`;
  return `By ${SCORES[unknown.method]} it is none of the classes: ${number(unknown.score)}, above ${number(unknown.threshold)}${otherwise}`;
}
