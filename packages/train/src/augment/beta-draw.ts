import type { Rng } from '@supcon/core';

/** A draw of the symmetric Beta(alpha, alpha) distribution, 0..1. @param alpha > 0 */
export function betaDraw(rng: Rng, alpha: number): number {
  // In logarithms: for a small alpha the gamma draws themselves are below the smallest number there is.
  const [one, other] = [logGammaDraw(rng, alpha), logGammaDraw(rng, alpha)];
  return 1 / (1 + Math.exp(other - one));
}

/** Logarithm of a Gamma(shape, 1) draw (Marsaglia and Tsang, "A simple method for generating gamma variables", 2000). */
function logGammaDraw(rng: Rng, shape: number): number {
  // Below 1: a draw of shape + 1, times u^(1 / shape).
  if (shape < 1) return logGammaDraw(rng, shape + 1) + Math.log(1 - rng.uniform()) / shape;
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = rng.normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - rng.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return Math.log(d * v);
  }
}
