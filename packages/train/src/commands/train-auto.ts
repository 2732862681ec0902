import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AUTO_MINUTES, AUTO_RECIPE } from '../recipe/auto-recipe.js';
import { ROLE_TITLES } from '../run/candidate.js';
import type { FinishedAuto } from '../auto/auto-session.js';
import { runAuto } from '../auto/run-auto.js';
import { readSelection, writeSelection } from '../auto/write-selection.js';
import { formatDuration } from '../console/format-duration.js';
import type { Reporter } from '../console/reporter.js';
import { listenForStop } from '../console/stop-signal.js';
import { textTable } from '../console/text-table.js';
import { TrainError } from '../errors.js';
import { plannedEncoder } from '../recipe/planned-encoder.js';
import { artifactsFolder } from '../home.js';
import { givenName } from '../run/artifact-name.js';
import { freezeRun } from '../run/freeze-run.js';
import { findQuantized } from '../quantize/find-quantized.js';
import { latestUnfinishedRun, openRun, type Run } from '../run/run-folder.js';
import { sayArtifact, sayEightBits, type Frozen } from './say-artifact.js';
import { assertSameSettings, ENCODER_FLAGS, fetchImagenet, type TrainFlags } from './train-start.js';

/** What recipe `auto` is asked to do. */
export interface AutoRequest {
  readonly data: string;
  readonly name: string | undefined;
  readonly seed: number;
  readonly skipBad: boolean;
  readonly deterministic: boolean;
  readonly minutes: number;
  readonly scratch: boolean;
  /** The part to end after. */
  readonly until?: 'probe';
  /** As in `AutoOptions`. */
  readonly of?: string;
}

/** Flags that say how one training goes, which `auto` decides. */
const NOT_FOR_AUTO = ['init', 'epochs', 'runId', 'checkpointActivations', 'dryRun', ...ENCODER_FLAGS] as const;
/** Flags of `auto` alone. */
const FOR_AUTO = ['minutes', 'scratch', 'until'] as const;
/** Those of them that a begun `auto` keeps as they were. */
const KEPT_BY_AUTO = ['minutes', 'scratch'] as const;

/** Whether the command is for recipe `auto`: it is asked for, nothing is, or the run to go on with belongs to one.
 * @throws TrainError USAGE for flags that do not go together. */
export async function autoAsked(flags: TrainFlags, home: string, reporter: Reporter): Promise<AutoRequest | undefined> {
  const { recipe, data, resume, seed = 0, skipBad = false, deterministic = false } = flags;
  const until = flags.until === undefined ? {} : { until: flags.until };
  if (resume !== undefined) {
    const leftAlone: string[] = [];
    const run = resume === true ? await latestUnfinishedRun(home, (line) => leftAlone.push(line)) : await openRun(home, resume);
    const { candidate, ...config } = run.config;
    // Whoever goes on with another run says itself what was left alone.
    if (!candidate) {
      refuse(flags, ['until'], `a run that recipe ${AUTO_RECIPE} did not begin; leave it out`);
      return undefined;
    }
    leftAlone.forEach((line) => reporter.note(`Left alone: ${line}`));
    assertSameSettings({ ...flags, ...(recipe === AUTO_RECIPE ? { recipe: config.recipeName } : {}) }, run);
    refuse(flags, [...NOT_FOR_AUTO, ...KEPT_BY_AUTO], 'a run that recipe auto began: it keeps its own settings');
    return {
      data: data ?? config.data.root,
      name: config.artifactName,
      seed: config.seed,
      skipBad: config.skipBad,
      deterministic: config.deterministic ?? false,
      minutes: candidate.minutes,
      scratch: candidate.scratch,
      of: candidate.of,
      ...until,
    };
  }
  if (recipe !== AUTO_RECIPE && (recipe !== undefined || data === undefined || flags.encoder !== undefined)) {
    refuse(flags, FOR_AUTO, `a recipe other than ${AUTO_RECIPE}; leave one of the two out`);
    return undefined;
  }
  if (data === undefined) throw new TrainError('USAGE', `train needs --data, a folder of pictures: supcon train --data DIR`);
  refuse(flags, NOT_FOR_AUTO, `recipe ${AUTO_RECIPE}, which decides that itself; name another recipe, such as finetune`);
  const { minutes = AUTO_MINUTES, scratch = false } = flags;
  const name = flags.name === undefined ? undefined : givenName(flags.name);
  return { data, name, seed, skipBad, deterministic, minutes, scratch, ...until };
}

/** Runs it, says what stands beside what, and freezes the best. */
export async function trainAuto(
  request: AutoRequest,
  flags: TrainFlags,
  { home, again, reporter }: { readonly home: string; readonly again: string; readonly reporter: Reporter },
): Promise<void> {
  let runName: string | undefined;
  let settled: Settled | undefined;
  const stop = listenForStop(
    () => reporter.note('Stopping after this step and saving; press Ctrl-C again to stop at once.'),
    () => process.exit(130),
  );
  try {
    const finished = await runAuto({
      ...request,
      data: resolve(request.data),
      ...{ home, again, reporter, stop, backend: flags.backend, precision: flags.precision },
      ...(flags.checkpointEvery === undefined ? {} : { checkpointEvery: flags.checkpointEvery }),
      ...(flags.maxPixels === undefined ? {} : { maxPixels: flags.maxPixels }),
      onRun: ({ config }) => {
        runName = config.id;
      },
      fetchWeights: ({ recipe }) => fetchImagenet(plannedEncoder(recipe), home, reporter),
    });
    settled = finished && (await settle(finished, flags.freeze, home, reporter));
  } catch (error) {
    if (error instanceof TrainError && error.code === 'INTERRUPTED')
      throw new TrainError(
        'INTERRUPTED',
        `${error.message}. Go on with: supcon train --resume ${runName ?? ''}${again}`.replace('  ', ' '),
        {
          cause: error,
        },
      );
    throw error;
  } finally {
    stop.dispose();
  }
  if (!settled) {
    reporter.note('Ended after the probe, as asked; the same command without --until goes on.');
    return;
  }
  const { kept, frozen, before } = settled;
  if (!frozen) {
    reporter.note(`Next: supcon freeze --run ${kept.config.id}`);
    return;
  }
  sayArtifact(frozen, reporter);
  if (!flags.int8) return;
  const quantized = before ? await findQuantized(artifactsFolder(home), frozen.manifest) : undefined;
  if (quantized) sayArtifact(quantized, reporter);
  else await sayEightBits(kept, frozen, { home, reporter });
}

/** The run that was chosen and its artifact, if there is to be one. */
interface Settled {
  readonly kept: Run;
  readonly frozen: Frozen | undefined;
  /** Whether that was done in an earlier sitting. */
  readonly before: boolean;
}

/** Freezes what was chosen and writes the selection into every run's log, unless that was done before. */
async function settle({ candidates, selection }: FinishedAuto, freeze: boolean, home: string, reporter: Reporter): Promise<Settled> {
  const { chosen, reason } = selection;
  const { run: kept } = candidates.find(({ run }) => run.config.id === chosen.run)!;
  reporter.note(`\n${sideBySide({ candidates, selection })}\nKept: ${reason}.`);
  const earlier = await readSelection(kept);
  const folderOf = (artifact: string): string => join(artifactsFolder(home), ...artifact.split('/'));
  if (earlier?.artifact !== undefined && earlier.chosen === chosen.run && existsSync(folderOf(earlier.artifact))) {
    const [name, version] = earlier.artifact.split('/');
    return { kept, frozen: { folder: folderOf(earlier.artifact), manifest: { name: name!, version: Number(version) } }, before: true };
  }
  const frozen = freeze ? await freezeRun(home, chosen.run) : undefined;
  await writeSelection(
    candidates.map(({ run }) => run),
    {
      type: 'selection',
      chosen: chosen.run,
      reason,
      ...(frozen ? { artifact: `${frozen.manifest.name}/${frozen.manifest.version}` } : {}),
      candidates: candidates.map(({ role, run, result }) => ({
        run: run.config.id,
        role,
        validation: result.validation,
        test: { linear: result.test.linear, knn: result.test.knn },
        ...(result.epochs === undefined ? {} : { epochs: result.epochs }),
        seconds: result.seconds,
      })),
    },
    reporter,
  );
  return { kept, frozen, before: false };
}

/** The candidates as a table for a terminal, the chosen one marked. */
function sideBySide({ candidates, selection }: FinishedAuto): string {
  const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
  return textTable([
    ['', 'test linear', 'test 5-NN', 'validation linear', 'validation 5-NN', 'time'],
    ...candidates.map(({ role, run, result: { test, validation, seconds } }) => [
      `${run.config.id === selection.chosen.run ? '*' : ' '} ${ROLE_TITLES[role]}`,
      percent(test.linear),
      percent(test.knn),
      percent(validation.linear),
      percent(validation.knn),
      formatDuration(seconds),
    ]),
  ]);
}

/** @throws TrainError USAGE for the first of the flags that was given. @param with what it does not go together with, and what to do. */
function refuse(flags: TrainFlags, names: readonly (keyof TrainFlags)[], withWhat: string): void {
  const given = names.find((name) => flags[name] !== undefined && flags[name] !== false);
  if (given === undefined) return;
  const flag = given.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new TrainError('USAGE', `--${flag} does not go with ${withWhat}`);
}
