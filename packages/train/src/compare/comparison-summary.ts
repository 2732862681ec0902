import type { ComparedRun, FinishedComparison } from './run-comparison.js';
import { describeVerdict, judge, spreadOf, type Spread, type Verdict } from './seed-summary.js';

/** What was measured on the test split, by its field in a result. */
export const MEASURES = [
  ['linear', 'linear classifier'],
  ['knn', '5 nearest neighbours'],
] as const;

/** What one of the two recipes reached over its seeds. */
export interface SideSummary {
  readonly name: string;
  readonly seeds: readonly number[];
  /** On the test split, 0..1. */
  readonly linear: Spread;
  readonly knn: Spread;
  readonly rawPixels: Spread;
  readonly validation: Spread;
  readonly seconds: Spread;
  readonly imagesSeen: Spread;
}

/** Both sides, and what can be said of their difference. */
export interface ComparisonSummary {
  readonly sides: readonly [SideSummary, SideSummary];
  readonly verdicts: Readonly<Record<'linear' | 'knn', Verdict>>;
  /** One for each verdict. */
  readonly sentences: readonly string[];
}

/** Mean and range over seeds of both sides, and what may be said of them. */
export function summarise({ comparison, runs }: Pick<FinishedComparison, 'comparison' | 'runs'>): ComparisonSummary {
  const side = (at: number): SideSummary => {
    const own = runs.filter((run) => run.side === at);
    const over = (value: (run: ComparedRun) => number): Spread => spreadOf(own.map(value));
    return {
      name: comparison.sides[at]!.name,
      seeds: own.map(({ seed }) => seed),
      linear: over(({ result }) => result.test.linear),
      knn: over(({ result }) => result.test.knn),
      rawPixels: over(({ result }) => result.test.rawPixels),
      validation: over(({ result }) => result.validation.linear),
      seconds: over(({ result }) => result.seconds),
      imagesSeen: over(({ result }) => result.imagesSeen),
    };
  };
  const sides = [side(0), side(1)] as const;
  const verdicts = { linear: judge(sides[0].linear, sides[1].linear), knn: judge(sides[0].knn, sides[1].knn) };
  const names = [sides[0].name, sides[1].name] as const;
  return {
    sides,
    verdicts,
    sentences: MEASURES.map(([measure, words]) => describeVerdict(verdicts[measure], names, `test accuracy of the ${words}`)),
  };
}
