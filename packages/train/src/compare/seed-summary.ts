/** A figure over seeds. */
export interface Spread {
  readonly values: readonly number[];
  readonly mean: number;
  readonly lowest: number;
  readonly highest: number;
}

/** @param values one for each seed, at least one. */
export function spreadOf(values: readonly number[]): Spread {
  return {
    values,
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    lowest: Math.min(...values),
    highest: Math.max(...values),
  };
}

/** What may be said of two figures over seeds. */
export interface Verdict {
  /** Mean of the first less mean of the second. */
  readonly difference: number;
  /** Highest less lowest seed, of whichever side spreads more. */
  readonly seedRange: number;
  /** `one-seed`: chance cannot be told from a difference. `within-range`: seeds differ as much. `apart`: the difference is larger than that. */
  readonly kind: 'one-seed' | 'within-range' | 'apart';
}

/** Seed range and mean are no significance test: with three seeds there is none worth its name. They say when a difference is no more than what
 * another seed would have made. */
export function judge(a: Spread, b: Spread): Verdict {
  const difference = a.mean - b.mean;
  const seedRange = Math.max(a.highest - a.lowest, b.highest - b.lowest);
  const single = Math.min(a.values.length, b.values.length) < 2;
  return { difference, seedRange, kind: single ? 'one-seed' : Math.abs(difference) > seedRange ? 'apart' : 'within-range' };
}

/** One sentence for people. @param names of both sides.  @param what was measured: "test accuracy of the linear classifier". */
export function describeVerdict(verdict: Verdict, names: readonly [string, string], what: string): string {
  const { difference, seedRange, kind } = verdict;
  const points = (value: number): string => `${(100 * Math.abs(value)).toFixed(1)} points`;
  const ahead =
    difference === 0 ? `${names[0]} and ${names[1]} are equal` : `${names[difference > 0 ? 0 : 1]} is ahead by ${points(difference)}`;
  switch (kind) {
    case 'one-seed':
      return `In ${what}, ${ahead} with one seed, which says nothing about chance: run at least 3 seeds before believing it.`;
    case 'within-range':
      return `In ${what}, ${ahead} in the mean, but seeds of one recipe lie up to ${points(seedRange)} apart: this comparison does not tell them apart.`;
    case 'apart':
      return `In ${what}, ${ahead} in the mean, more than the ${points(seedRange)} that seeds of one recipe lie apart.`;
  }
}
