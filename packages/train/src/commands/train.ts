import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { BackendChoice } from '@supcon/core';
import { RUN_FILES } from '@supcon/core/run/events';
import { Command, InvalidArgumentError, Option } from 'commander';
import { defaultData } from '../data/default-data.js';
import { TrainError } from '../errors.js';
import { givenName } from '../run/artifact-name.js';
import { freezeRun } from '../run/freeze-run.js';
import { listRecipes, loadRecipe } from '../recipe/load-recipe.js';
import type { Recipe } from '../recipe/recipe-schema.js';
import { scaleEpochs } from '../recipe/scale-epochs.js';
import { createReporter, type Reporter } from '../console/reporter.js';
import { latestUnfinishedRun, openRun, withData, type Run } from '../run/run-folder.js';
import { listenForStop } from '../console/stop-signal.js';
import { describeRehearsal, rehearseRun } from '../run/rehearse-run.js';
import { trainRun, type TrainOptions } from '../run/train-run.js';
import { fetchWeights } from '../weights/fetch-weights.js';
import { imagenetWeightsFor } from '../weights/find-public-weights.js';
import { backendOption } from './backend-option.js';
import { homeAgain, homeOf } from './home-option.js';

interface Flags {
  readonly recipe?: string;
  readonly data?: string;
  readonly name?: string;
  readonly init?: string;
  readonly skipBad?: boolean;
  readonly resume?: string | true;
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
  readonly json?: boolean;
}

/** `supcon train`. */
export function trainCommand(): Command {
  return new Command('train')
    .summary('train an encoder on a folder of labelled pictures')
    .description('Stage 1 (contrastive), stage 2 (linear classifier on the frozen encoder), evaluation, and a frozen artifact.')
    .option('--recipe <name>', 'a built-in recipe, or the path of your own .json')
    .option(
      '--data <folder>',
      'one folder of pictures for each class, the same inside train/, val/ and test/, or a .csv or .jsonl list (default: the recipe)',
    )
    .option('--name <name>', 'of the artifact (default: the data folder)')
    .option(
      '--init <file>',
      'start from pretrained weights: imagenet, .safetensors, .pth or .pt of PyTorch, .h5 of Keras, an artifact folder, or random (default: the recipe)',
    )
    .option('--skip-bad', 'go on without the files that cannot be read')
    .option('--resume [run]', 'go on with an interrupted run (default: the newest that nobody trains)')
    .option('--seed <number>', 'of every random number (default: 0)', wholeNumber(0))
    .addOption(
      new Option('--precision <kind>', 'of activations in training (default: the recipe)').choices(['auto', 'float32', 'bfloat16']),
    )
    .addOption(backendOption())
    .option('--deterministic', 'repeatable to the bit on an NVIDIA GPU too, at some cost in speed; on the CPU every run is')
    .option('--epochs <number>', "instead of the recipe's, its schedule in proportion", wholeNumber(1))
    .option('--checkpoint-activations', 'compute activations again in backward instead of keeping them: far less memory, a third more time')
    .option('--checkpoint-every <seconds>', 'between checkpoints, at least (default: 20)', wholeNumber(0))
    .option('--max-pixels <number>', 'of a picture in memory at once (default: SUPCON_MAX_PIXELS, or 40000000)', wholeNumber(1))
    .option('--dry-run', 'check recipe and data, time two steps, say what the run would take, and write nothing')
    .option('--no-freeze', 'leave out the artifact; supcon freeze makes it later')
    .option('--json', 'one event a line on stdout')
    .addHelpText(
      'after',
      `
Examples:
  $ supcon train --recipe quick --data pictures
  $ supcon train --recipe imagenet5 --data pictures --epochs 30 --name holiday
  $ supcon train --recipe custom --data pictures --dry-run
  $ supcon train --resume`,
    )
    .action(run);
}

async function run(flags: Flags, command: Command): Promise<void> {
  const home = homeOf(command);
  const reporter = createReporter({ json: flags.json === true });
  const start = await chooseStart(flags, home, reporter);
  if (flags.dryRun === true) {
    await rehearse(start, flags, home, reporter);
    return;
  }
  if ('resume' in start && existsSync(join(start.resume.folder, RUN_FILES.result))) {
    reporter.note(`Run ${start.resume.config.id} is finished already.`);
    if (flags.freeze) await freezeAndSay(home, start.resume.config.id, reporter);
    return;
  }
  let runName: string | undefined;
  const goOn = (): string => (runName === undefined ? '' : ` Go on with: supcon train --resume ${runName}${homeAgain(command)}`);
  const stop = listenForStop(
    () => {
      reporter.note('Stopping after this step and saving; press Ctrl-C again to stop at once.');
    },
    () => process.exit(130),
  );
  try {
    const { run: finished, result } = await trainRun({
      start,
      home,
      backend: flags.backend,
      precision: flags.precision,
      reporter,
      stop,
      ...(flags.checkpointEvery === undefined ? {} : { checkpointEvery: flags.checkpointEvery }),
      ...(flags.maxPixels === undefined ? {} : { maxPixels: flags.maxPixels }),
      again: homeAgain(command),
      onRun: ({ config }) => {
        runName = config.id;
      },
    });
    if (flags.freeze) await freezeAndSay(home, finished.config.id, reporter);
    else reporter.note(`Next: supcon freeze --run ${result.id}`);
  } catch (error) {
    if (error instanceof TrainError && error.code === 'INTERRUPTED')
      throw new TrainError('INTERRUPTED', `${error.message}.${goOn()}`, { cause: error });
    throw error;
  } finally {
    stop.dispose();
  }
}

async function rehearse(start: TrainOptions['start'], flags: Flags, home: string, reporter: Reporter): Promise<void> {
  const named = 'fresh' in start ? start.fresh : undefined;
  if (!named) throw new TrainError('USAGE', '--dry-run is for a new run; supcon train --resume goes on with an old one');
  const limit = flags.maxPixels === undefined ? {} : { maxPixels: flags.maxPixels };
  const rehearsal = await rehearseRun({ start: named, home, backend: flags.backend, precision: flags.precision, reporter, ...limit });
  reporter.event({ time: new Date().toISOString(), type: 'dry-run', ...rehearsal });
  reporter.note(describeRehearsal(rehearsal));
}

async function freezeAndSay(home: string, id: string, reporter: Reporter): Promise<void> {
  const { folder, manifest } = await freezeRun(home, id);
  reporter.event({ time: new Date().toISOString(), type: 'artifact', artifact: folder, name: manifest.name, version: manifest.version });
  reporter.note(`Artifact: ${folder}\nNext: supcon evaluate --artifact ${folder} --data DIR`);
}

async function chooseStart(flags: Flags, home: string, reporter: Reporter): Promise<TrainOptions['start']> {
  if (flags.resume !== undefined) {
    const run =
      flags.resume === true
        ? await latestUnfinishedRun(home, (sentence) => reporter.note(`Left alone: ${sentence}`))
        : await openRun(home, flags.resume);
    assertSameSettings(flags, run);
    const { config } = run;
    const resume = flags.checkpointActivations === true ? { ...run, config: { ...config, recipe: withCheckpointing(config.recipe) } } : run;
    const moved = flags.data !== undefined && resolve(flags.data) !== config.data.root;
    return moved ? { resume: withData(resume, resolve(flags.data)), movedFrom: config.data.root } : { resume };
  }
  if (flags.recipe === undefined) {
    const names = await listRecipes();
    throw new TrainError('USAGE', `train needs --recipe (${names.join(', ')}, or a .json of your own) and --data, or --resume`);
  }
  const named = await loadRecipe(flags.recipe);
  const scaled = flags.epochs === undefined ? named.recipe : scaleEpochs(named.recipe, flags.epochs);
  const recipe = { ...named, recipe: flags.checkpointActivations === true ? withCheckpointing(scaled) : scaled };
  const data = flags.data ?? (await defaultData(recipe, home, reporter));
  const { seed = 0, skipBad = false, deterministic = false } = flags;
  const init = await initOf(flags.init ?? recipe.recipe.init, recipe.recipe, home, reporter);
  const name = flags.name === undefined ? undefined : givenName(flags.name);
  return { fresh: { recipe, data, name, seed, skipBad, init, deterministic } };
}

/** The path of the weights that a run starts from, fetched where they are ImageNet's and not here yet; undefined for random ones. */
async function initOf(wanted: string | undefined, { encoder }: Recipe, home: string, reporter: Reporter): Promise<string | undefined> {
  if (wanted === undefined || wanted === 'random') return undefined;
  if (wanted === 'imagenet') return (await fetchWeights(imagenetWeightsFor(encoder), { home, reporter })).path;
  return wanted;
}

/** The gradient is the same with and without, so that a run that ran out of memory can be gone on with in less. */
function withCheckpointing(recipe: Recipe): Recipe {
  return { ...recipe, stage1: { ...recipe.stage1, checkpointActivations: true } };
}

/** A resumed run keeps its own settings; flags may repeat them, not change them. Its pictures may lie elsewhere by now. */
function assertSameSettings(flags: Flags, { config }: Run): void {
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

function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < least) throw new InvalidArgumentError(`wanted a whole number of at least ${least}.`);
    return value;
  };
}
