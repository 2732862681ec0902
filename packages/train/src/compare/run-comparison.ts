import { join, resolve } from 'node:path';
import type { BackendChoice, Precision } from '@supcon/core';
import type { RunResult } from '@supcon/core/run/events';
import { hashPhotos } from '../data/fingerprint.js';
import { scanData } from '../data/scan-data.js';
import { TrainError } from '../errors.js';
import type { NamedRecipe } from '../recipe/load-recipe.js';
import type { Reporter } from '../console/reporter.js';
import { readResult } from '../run/read-result.js';
import { openRun, type Run } from '../run/run-folder.js';
import type { StopSignal } from '../console/stop-signal.js';
import { trainRun } from '../run/train-run.js';
import { comparisonId, comparisonsFolder, readComparison, writeComparison, type Comparison } from './comparison-file.js';
import { unfairRecipes, unfairRuns } from './fairness.js';

/** What is compared, on what data, with which seeds, and where runs go. */
export interface ComparisonOptions {
  readonly sides: readonly [NamedRecipe, NamedRecipe];
  readonly data: string;
  readonly seeds: readonly number[];
  readonly skipBad: boolean;
  /** Go on although the sides differ in budget, split or data, and say so. */
  readonly allowUnequal: boolean;
  readonly home: string;
  readonly backend: BackendChoice;
  readonly precision: Precision | 'auto' | undefined;
  readonly reporter: Reporter;
  readonly stop: StopSignal;
  /** The file whose weights the runs of a side start from. Default: every run starts from random ones. */
  readonly initOf?: (side: NamedRecipe) => Promise<string | undefined>;
  /** For the date of a new comparison. */
  readonly clock?: () => Date;
}

/** One finished run of a comparison. */
export interface ComparedRun {
  readonly side: number;
  readonly seed: number;
  readonly run: Run;
  readonly result: RunResult;
  /** It was there already. */
  readonly reused: boolean;
}

/** Where a comparison lies, with the runs it is made of. */
export interface FinishedComparison {
  readonly folder: string;
  readonly comparison: Comparison;
  readonly runs: readonly ComparedRun[];
}

/** Trains both sides with every seed, one run after the other. `comparison.json` names each run as soon as it has begun, so the same call later
 * reuses finished runs and goes on with a cut-off one.
 * @throws TrainError NOT_COMPARABLE before anything is trained; what `trainRun` throws. */
export async function runComparison(options: ComparisonOptions): Promise<FinishedComparison> {
  const { sides, seeds, home, reporter } = options;
  const unequal = unfairRecipes(sides[0].recipe, sides[1].recipe);
  refuseUnless(options, unequal);
  const scanned = await scanData(options.data, { skipBad: options.skipBad });
  const { fingerprint } = await hashPhotos(scanned);
  const id = comparisonId(sides, { name: scanned.name, fingerprint });
  const folder = join(comparisonsFolder(home), id);
  let comparison: Comparison = (await readComparison(folder)) ?? {
    formatVersion: 1,
    id,
    createdAt: (options.clock ?? (() => new Date()))().toISOString(),
    data: { root: resolve(options.data), name: scanned.name, fingerprint },
    sides: [...sides],
    unequal,
    runs: [],
  };
  await writeComparison(folder, comparison);
  reporter.note(`Comparison ${id}: ${sides[0].name} against ${sides[1].name}, ${seeds.length} seeds each`);
  const runs: ComparedRun[] = [];
  // Seed by seed, so that a comparison cut short has whole pairs.
  for (const seed of seeds)
    for (const [side, recipe] of sides.entries()) {
      const known = comparison.runs.find((entry) => entry.side === side && entry.seed === seed);
      const begun = known && (await openRun(home, known.run).catch(ifGone));
      const finished = begun && (await readResult(begun.folder, begun.config.id).catch(ifUnfinished));
      if (begun && finished) {
        runs.push({ side, seed, run: begun, result: finished, reused: true });
      } else {
        reporter.note(`\n${recipe.name}, seed ${seed} (run ${runs.length + 1} of ${seeds.length * sides.length})`);
        let noted: Promise<void> = Promise.resolve();
        const first = runs[0]?.run.config;
        const { run, result } = await trainRun({
          start: begun
            ? { resume: begun }
            : {
                fresh: {
                  recipe,
                  data: options.data,
                  name: recipe.name,
                  seed,
                  skipBad: options.skipBad,
                  init: await options.initOf?.(recipe),
                },
              },
          home,
          backend: options.backend,
          // Measured once: two runs of which one is measured to be faster in float32 would not be the same experiment.
          precision: first?.precision ?? options.precision,
          reporter,
          stop: options.stop,
          onRun: ({ config }) => {
            const others = comparison.runs.filter((entry) => entry.side !== side || entry.seed !== seed);
            comparison = { ...comparison, runs: [...others, { side, seed, run: config.id }] };
            noted = writeComparison(folder, comparison);
          },
        }).finally(() => noted);
        runs.push({ side, seed, run, result, reused: false });
      }
      describe(reporter, sides, runs.at(-1)!);
    }
  const found = checkRuns(runs);
  refuseUnless(options, found);
  comparison = { ...comparison, unequal: [...new Set([...unequal, ...found])] };
  await writeComparison(folder, comparison);
  return { folder, comparison, runs };
}

/** Both sides of each seed have to have seen the same pictures. */
function checkRuns(runs: readonly ComparedRun[]): string[] {
  return runs
    .filter(({ side }) => side === 0)
    .flatMap(({ seed, run }) => {
      const other = runs.find((candidate) => candidate.side === 1 && candidate.seed === seed);
      return other ? unfairRuns(run.config, other.run.config) : [];
    });
}

function refuseUnless({ allowUnequal, sides }: ComparisonOptions, differences: readonly string[]): void {
  if (differences.length === 0 || allowUnequal) return;
  throw new TrainError(
    'NOT_COMPARABLE',
    `${sides[0].name} and ${sides[1].name} would not be compared fairly:\n${differences.map((difference) => `  ${difference}`).join('\n')}\nMake them equal, or add --allow-unequal: the report then says so.`,
    { details: { differences } },
  );
}

function ifGone(error: unknown): undefined {
  if (error instanceof TrainError && error.code === 'NOT_FOUND') return undefined;
  throw error;
}

function ifUnfinished(error: unknown): undefined {
  if (error instanceof TrainError && error.code === 'BAD_RUN') return undefined;
  throw error;
}

function describe(reporter: Reporter, sides: readonly NamedRecipe[], { side, seed, run, result, reused }: ComparedRun): void {
  const { seconds, imagesSeen, validation, test } = result;
  const { name } = sides[side]!;
  reporter.event({
    time: new Date().toISOString(),
    type: 'comparison-run',
    side,
    recipe: name,
    seed,
    run: run.config.id,
    reused,
    validation,
    test,
    seconds,
    imagesSeen,
  });
  if (reused) reporter.note(`${name}, seed ${seed}: finished before, test ${(100 * test.linear).toFixed(1)} % (${run.config.id})`);
}
