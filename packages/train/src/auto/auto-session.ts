import type { Precision } from '@supcon/core';
import type { CandidateRole, RunResult } from '@supcon/core/run/events';
import { partReporter, type Part } from '../console/part-reporter.js';
import type { Reporter } from '../console/reporter.js';
import { TrainError } from '../errors.js';
import type { NamedRecipe } from '../recipe/load-recipe.js';
import { withData, type Run } from '../run/run-folder.js';
import type { NewRun } from '../run/start-run.js';
import { trainRun, type TrainOptions } from '../run/train-run.js';
import { ROLE_TITLES } from '../run/candidate.js';
import { chooseCandidate, type Selection } from './choose-candidate.js';
import type { KnownCandidate } from './find-candidates.js';

/** What `auto` works on and with. */
export interface AutoOptions extends Omit<TrainOptions, 'start'>, Pick<NewRun, 'data' | 'name' | 'seed' | 'skipBad'> {
  readonly deterministic: boolean;
  /** The `auto` to go on with, where a run of it says so. Default: the one of these settings (`autoId`). */
  readonly of?: string;
  /** That probe and fine-tunings may take in all. */
  readonly minutes: number;
  /** Whether the recipe `custom`, from random weights, is tried too, in its own time. */
  readonly scratch: boolean;
  /** The path of ImageNet's weights for a recipe's encoder. @throws TrainError DOWNLOAD_FAILED where nothing answers. */
  readonly fetchWeights: (recipe: NamedRecipe) => Promise<string>;
  /** What its parts (probe, finetune, custom) are trained with. Default the built-in recipes. */
  readonly recipeOf?: (name: string) => Promise<NamedRecipe>;
}

/** A finished `auto`. */
export interface FinishedAuto {
  readonly candidates: readonly { readonly role: CandidateRole; readonly run: Run; readonly result: RunResult }[];
  readonly selection: Selection;
}

/** The runs of one `auto`, as far as they have come. */
export interface AutoSession {
  /** A run that was begun for this role, now or before. */
  known(role: CandidateRole): KnownCandidate | undefined;
  /** Trains a part to its result, or goes on with it; one that is finished is left as it is, and one that diverges is passed over with a word. */
  train(role: CandidateRole, recipe: NamedRecipe, init: string | undefined, part: Part): Promise<void>;
  /** Of the budget; what earlier sittings finished is counted. */
  secondsSpent(): number;
  secondsLeft(): number;
  /** What the probe took, or 0 before there is one. */
  probeSeconds(): number;
  /** What the first part computes in: the others do too. */
  precision(): Precision | 'auto' | undefined;
  /** Chooses among what is finished. @throws TrainError DIVERGED where nothing is. */
  finish(): FinishedAuto;
}

/** @param of see `autoId`.  @param known runs of earlier sittings.  @param clock seconds. Default the process's monotonic clock. */
export function createAutoSession(
  options: AutoOptions,
  of: string,
  known: ReadonlyMap<CandidateRole, KnownCandidate>,
  clock: () => number = () => performance.now() / 1000,
): AutoSession {
  const { data, name, seed, skipBad, deterministic, minutes, scratch, reporter } = options;
  const runs = new Map(known);
  const begun = clock();
  const before = [...known.values()].reduce((sum, { result }) => sum + (result?.seconds ?? 0), 0);
  const finished = (): FinishedAuto['candidates'] =>
    [...runs].flatMap(([role, { run, result }]) => (result ? [{ role, run, result }] : []));

  const said = new Set<string>();
  /** What one part warned of, the next ones need not: they see the same pictures. */
  const warnsOnce: Reporter = {
    ...reporter,
    note: (text) => {
      if (text.startsWith('Warning: ') && said.has(text)) return;
      said.add(text);
      reporter.note(text);
    },
  };

  const session: AutoSession = {
    known: (role) => runs.get(role),
    train: async (role, recipe, init, part) => {
      const earlier = runs.get(role);
      const heading = `Part ${part.number} of ${part.of}: ${ROLE_TITLES[role]}`;
      if (earlier?.result || earlier?.diverged) {
        reporter.note(`\n${heading}: ${earlier.result ? 'finished before' : 'diverged before, passed over'} (${earlier.run.config.id})`);
        return;
      }
      reporter.note(`\n${heading}`);
      const candidate = { of, role, minutes, scratch };
      try {
        const outcome = await trainRun({
          ...options,
          start: earlier ? goOnWith(earlier.run, data) : { fresh: { recipe, data, name, seed, skipBad, init, deterministic, candidate } },
          precision: session.precision(),
          reporter: partReporter(warnsOnce, part),
        });
        runs.set(role, { ...outcome, diverged: false });
      } catch (error) {
        if (!(error instanceof TrainError && error.code === 'DIVERGED')) throw error;
        reporter.note(`${ROLE_TITLES[role]} is passed over: ${error.message}`);
      }
    },
    secondsSpent: () => before + clock() - begun,
    secondsLeft: () => 60 * minutes - session.secondsSpent(),
    probeSeconds: () => runs.get('probe')?.result?.seconds ?? 0,
    precision: () => finished()[0]?.run.config.precision ?? options.precision,
    finish: () => {
      const candidates = finished();
      if (candidates.length === 0)
        throw new TrainError('DIVERGED', 'nothing that recipe auto tried came to a result; see the messages above');
      return {
        candidates,
        selection: chooseCandidate(candidates.map(({ role, run, result }) => ({ role, run: run.config.id, result }))),
      };
    },
  };
  return session;
}

/** The run, with its pictures where they lie now. */
function goOnWith(run: Run, data: string): TrainOptions['start'] {
  const { root } = run.config.data;
  return root === data ? { resume: run } : { resume: withData(run, data), movedFrom: root };
}
