import { basename, resolve } from 'node:path';
import type { BackendChoice, EncoderOptions } from '@supcon/core';
import { AUTO_RECIPE } from '../recipe/auto-recipe.js';
import type { Reporter } from '../console/reporter.js';
import { defaultData } from '../data/default-data.js';
import { TrainError } from '../errors.js';
import { listRecipes, loadRecipe, type NamedRecipe } from '../recipe/load-recipe.js';
import type { Recipe } from '../recipe/recipe-schema.js';
import { plannedEncoder } from '../recipe/planned-encoder.js';
import { scaleEpochs } from '../recipe/scale-epochs.js';
import { givenName } from '../run/artifact-name.js';
import { latestUnfinishedRun, openRun, requireRunId, withData, type Run } from '../run/run-folder.js';
import type { TrainOptions } from '../run/train-run.js';
import { fetchWeights } from '../weights/fetch-weights.js';
import { imagenetWeightsFor } from '../weights/find-public-weights.js';

/** What `supcon train` was given. */
export interface TrainFlags {
  readonly recipe?: string;
  readonly data?: string;
  readonly name?: string;
  readonly init?: string;
  readonly encoder?: string;
  readonly preprocessing?: string;
  readonly output?: string;
  readonly pooling?: 'cls' | 'mean';
  readonly minutes?: number;
  readonly scratch?: boolean;
  readonly until?: 'probe';
  readonly skipBad?: boolean;
  readonly resume?: string | true;
  readonly runId?: string;
  readonly seed?: number;
  readonly precision?: 'auto' | 'float32' | 'bfloat16';
  readonly backend: BackendChoice;
  readonly deterministic?: boolean;
  readonly epochs?: number;
  readonly checkpointActivations?: boolean;
  readonly checkpointEvery?: number;
  readonly maxPixels?: number;
  readonly dryRun?: boolean;
  readonly freeze: boolean;
  readonly int8: boolean;
  readonly json?: boolean;
}

/** The run that is asked for: a new one, or one to go on with.
 * @throws TrainError USAGE, BAD_RECIPE, NOT_FOUND, RUN_IN_USE. */
export async function chooseStart(flags: TrainFlags, home: string, reporter: Reporter): Promise<TrainOptions['start']> {
  if (flags.resume !== undefined) {
    const run =
      flags.resume === true
        ? await latestUnfinishedRun(home, (sentence) => reporter.note(`Left alone: ${sentence}`))
        : await openRun(home, flags.resume);
    const brings = ENCODER_FLAGS.find((flag) => flags[flag] !== undefined);
    if (brings !== undefined)
      throw new TrainError('USAGE', `--${brings} is for a new run: run ${run.config.id} keeps its own encoder. Leave it out.`);
    if (flags.runId !== undefined)
      throw new TrainError('USAGE', `--run-id is for a new run, and --resume names one that is there. Leave it out.`);
    assertSameSettings(flags, run);
    const { config } = run;
    const resume = flags.checkpointActivations === true ? { ...run, config: { ...config, recipe: withCheckpointing(config.recipe) } } : run;
    const moved = flags.data !== undefined && resolve(flags.data) !== config.data.root;
    return moved ? { resume: withData(resume, resolve(flags.data)), movedFrom: config.data.root } : { resume };
  }
  const recipeName = flags.recipe ?? (flags.encoder === undefined ? undefined : ADAPTER_RECIPE);
  if (recipeName === undefined) {
    const names = await listRecipes();
    throw new TrainError(
      'USAGE',
      `train needs --data, a folder of pictures, and, unless it is to be ${AUTO_RECIPE}, --recipe (${names.join(', ')}, or a .json of your own); or --resume`,
    );
  }
  const named = withEncoder(await loadRecipe(recipeName), flags);
  const scaled = flags.epochs === undefined ? named.recipe : scaleEpochs(named.recipe, flags.epochs);
  const recipe = { ...named, recipe: flags.checkpointActivations === true ? withCheckpointing(scaled) : scaled };
  const data = flags.data ?? (await defaultData(recipe, home, reporter));
  const { seed = 0, skipBad = false, deterministic = false } = flags;
  const init = await initOf(flags.init ?? recipe.recipe.init, recipe.recipe, home, reporter);
  const name = flags.name === undefined ? undefined : givenName(flags.name);
  const id = flags.runId === undefined ? undefined : requireRunId(flags.runId);
  return { fresh: { id, recipe, data, name, seed, skipBad, init, deterministic } };
}

/** The recipe for an encoder that is brought, where no other is named. */
export const ADAPTER_RECIPE = 'adapter';

/** Flags about an encoder that is brought. */
export const ENCODER_FLAGS = ['encoder', 'preprocessing', 'output', 'pooling'] as const;

/** The recipe with the encoder that the command line brings. @throws TrainError USAGE where the recipe has an encoder of ours. */
function withEncoder(named: NamedRecipe, flags: TrainFlags): NamedRecipe {
  const { encoder } = named.recipe;
  const given = ENCODER_FLAGS.filter((flag) => flags[flag] !== undefined);
  if (given.length === 0) return named;
  if (encoder.kind !== 'onnx')
    throw new TrainError(
      'USAGE',
      `--${given[0]!} is for an encoder of your own, and recipe ${named.name} has one of ours; leave --recipe out, which takes recipe ${ADAPTER_RECIPE}, or give a recipe whose encoder has the kind onnx`,
    );
  const { encoder: file, preprocessing, output, pooling } = flags;
  const asked = Object.fromEntries(Object.entries({ file, preprocessing, output, pooling }).filter(([, value]) => value !== undefined));
  return { ...named, recipe: { ...named.recipe, encoder: { ...encoder, ...asked } } };
}

/** The path of ImageNet's weights for an encoder. @throws TrainError USAGE where none are known, DOWNLOAD_FAILED. */
export async function fetchImagenet(encoder: EncoderOptions, home: string, reporter: Reporter): Promise<string> {
  return (await fetchWeights(imagenetWeightsFor(encoder), { home, reporter })).path;
}

/** The path of the weights that a run starts from, fetched where they are ImageNet's and not here yet; undefined for random ones. */
export async function initOf(wanted: string | undefined, recipe: Recipe, home: string, reporter: Reporter): Promise<string | undefined> {
  if (wanted === undefined || wanted === 'random') return undefined;
  if (wanted === 'imagenet') return fetchImagenet(plannedEncoder(recipe), home, reporter);
  return wanted;
}

/** The gradient is the same with and without, so that a run that ran out of memory can be gone on with in less. */
function withCheckpointing(recipe: Recipe): Recipe {
  return { ...recipe, stage1: { ...recipe.stage1, checkpointActivations: true } };
}

/** A resumed run keeps its own settings; flags may repeat them, not change them. Its pictures may lie elsewhere by now. */
export function assertSameSettings(flags: TrainFlags, { config }: Run): void {
  const own: readonly (readonly [string, string | number | boolean | undefined, string | number | boolean])[] = [
    ['--recipe', flags.recipe && basename(flags.recipe, '.json'), config.recipeName],
    ['--name', flags.name === undefined ? undefined : givenName(flags.name), config.artifactName],
    ['--epochs', flags.epochs, config.recipe.stage1.epochs],
    ['--seed', flags.seed, config.seed],
    ['--deterministic', flags.deterministic, config.deterministic ?? false],
    ['--precision', flags.precision === 'auto' ? undefined : flags.precision, config.precision],
  ];
  for (const [flag, given, kept] of own)
    if (given !== undefined && given !== kept)
      throw new TrainError('USAGE', `${flag} ${given} differs from run ${config.id}, which has ${kept}. Leave it out, or start a new run.`);
}
