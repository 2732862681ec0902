import type { Rng } from '@supcon/core';

/** A draw of the Poisson distribution: by counting for a small mean, by transformed rejection for a large one (Hörmann, "The transformed
 * rejection method for generating Poisson random variables", 1993, algorithm PTRS). @param mean >= 0 */
export function poissonDraw(rng: Rng, mean: number): number {
  if (mean < 10) {
    // Events of a unit rate until their product of waiting times passes the mean.
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = 1 - rng.uniform(); product > limit; product *= 1 - rng.uniform()) count++;
    return count;
  }
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const squeeze = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = rng.uniform() - 0.5;
    const v = 1 - rng.uniform();
    const distance = 0.5 - Math.abs(u);
    const count = Math.floor(((2 * a) / distance + b) * u + mean + 0.43);
    if (distance >= 0.07 && v <= squeeze) return count;
    if (count < 0 || (distance < 0.013 && v > distance)) continue;
    const left = Math.log((v * inverseAlpha) / (a / (distance * distance) + b));
    if (left <= count * Math.log(mean) - mean - logFactorial(count)) return count;
  }
}

/** ln(n!), exact for small n and by Stirling's series above: off by less than 1e-9. */
function logFactorial(n: number): number {
  if (n < 10) {
    let product = 1;
    for (let factor = 2; factor <= n; factor++) product *= factor;
    return Math.log(product);
  }
  const x = n + 1;
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * x) - 1 / (360 * x ** 3) + 1 / (1260 * x ** 5);
}
