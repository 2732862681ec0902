import type { Manifest } from '@supcon/core/artifact';

/** What a frozen model answers on N pictures. */
export interface Answers {
  /** float32 [N, D], length 1. */
  readonly embeddings: Float32Array;
  /** float32 [N, D], not normalised, of a model that answers them. */
  readonly features?: Float32Array;
  /** [N] the class of the largest logit. */
  readonly classes: Int32Array;
}

/** How near two models are on the same pictures, at least one. */
export function compareAnswers(a: Answers, b: Answers): NonNullable<Manifest['quantization']>['validation'] {
  const images = a.classes.length;
  const width = a.embeddings.length / images;
  const cosines = Float64Array.from({ length: images }, (_, n) => {
    let cosine = 0;
    for (let d = n * width; d < (n + 1) * width; d++) cosine += a.embeddings[d]! * b.embeddings[d]!;
    return cosine;
  });
  return {
    images,
    agreement: a.classes.filter((label, n) => label === b.classes[n]).length / images,
    cosine: {
      mean: cosines.reduce((sum, cosine) => sum + cosine, 0) / images,
      lowest: cosines.reduce((least, cosine) => Math.min(least, cosine), Infinity),
    },
  };
}
