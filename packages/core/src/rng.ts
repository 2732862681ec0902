import { createHash } from 'node:crypto';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Seeded random numbers. The same seed and purpose give the same numbers on every machine. */
export interface Rng {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  /** Uniform integer in [0, below). */
  integer(below: number): number;
  /** Standard normal (Box and Muller, 1958). */
  normal(): number;
  /** A new array in random order (Fisher-Yates). */
  shuffle<T>(items: readonly T[]): T[];
}

/** A generator of its own for each purpose: `createRng(seed, 'augment', epoch, step)` depends on nothing drawn elsewhere, so work that
 * is cut off and resumed draws what it would have drawn. */
export function createRng(seed: number, ...purpose: readonly (string | number)[]): Rng {
  const digest = createHash('sha256')
    .update(JSON.stringify([seed, ...purpose]))
    .digest();
  const generator = xoroshiro128plus(digest.readInt32LE(0));
  const uniform = (): number => uniformFloat64(generator);
  const integer = (below: number): number => uniformInt(generator, 0, below - 1);
  return {
    uniform,
    between: (low, high) => low + (high - low) * uniform(),
    integer,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    shuffle: (items) => {
      const order = [...items];
      for (let i = order.length - 1; i > 0; i--) {
        const j = integer(i + 1);
        const a = order[i] as (typeof order)[number];
        order[i] = order[j] as typeof a;
        order[j] = a;
      }
      return order;
    },
  };
}
