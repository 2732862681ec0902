import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RUN_FILES } from '@supcon/core/run/events';
import { Command, InvalidArgumentError, Option } from 'commander';
import { AUTO_RECIPE } from '../recipe/auto-recipe.js';
import { TrainError } from '../errors.js';
import { freezeRun } from '../run/freeze-run.js';
import type { Reporter } from '../console/reporter.js';
import { listenForStop } from '../console/stop-signal.js';
import { describeAdapterRehearsal, rehearseAdapter } from '../run/rehearse-adapter.js';
import { describeRehearsal, rehearseRun } from '../run/rehearse-run.js';
import type { Run } from '../run/run-folder.js';
import { trainRun, type TrainOptions } from '../run/train-run.js';
import { commandReporter } from './command-reporter.js';
import { backendOption } from './backend-option.js';
import { homeAgain, homeOf } from './home-option.js';
import { sayArtifact, sayEightBits } from './say-artifact.js';
import { autoAsked, trainAuto } from './train-auto.js';
import { chooseStart, type TrainFlags } from './train-start.js';

/** `supcon train`. */
export function trainCommand(): Command {
  return new Command('train')
    .summary('train an encoder on a folder of labelled pictures')
    .description(
      `Stage 1 (contrastive), stage 2 (linear classifier on the frozen encoder), evaluation, and a frozen artifact. Without --recipe, ${AUTO_RECIPE}: it starts from weights of ImageNet, measures them as they are, trains on from there with SupCon and with cross-entropy in --minutes, and keeps what validation likes best.`,
    )
    .option('--recipe <name>', `a built-in recipe, or the path of your own .json (default: ${AUTO_RECIPE})`)
    .option(
      '--data <folder>',
      'one folder of pictures for each class, the same inside train/, val/ and test/, or a .csv or .jsonl list (default: the recipe)',
    )
    .option('--name <name>', 'of the artifact (default: the data folder)')
    .option(
      '--init <file>',
      'start from pretrained weights: imagenet, .safetensors, .pth or .pt of PyTorch, .h5 of Keras, an artifact folder, or random (default: the recipe)',
    )
    .option(
      '--encoder <file>',
      'use an encoder of your own, an ONNX file, as it is: a small head and a classifier are trained on its embeddings',
    )
    .option(
      '--preprocessing <what>',
      'how its pictures are made ready: imagenet, clip, siglip, half, tf, unit, raw, one with a size (imagenet@384), or a JSON file such as preprocessor_config.json',
    )
    .option('--output <name>', 'which of its outputs is the embedding (default: by rule, and it says which)')
    .addOption(new Option('--pooling <kind>', 'how its tokens become one embedding').choices(['cls', 'mean']))
    .option('--minutes <number>', `that ${AUTO_RECIPE} may take in all (default: 5)`, minutes)
    .option('--scratch', `let ${AUTO_RECIPE} train from random weights too, in as long as recipe custom takes`)
    .addOption(
      new Option('--until <part>', `end after this part of ${AUTO_RECIPE}; the same command without it goes on from there`).choices([
        'probe',
      ]),
    )
    .option('--skip-bad', 'go on without the files that cannot be read')
    .option('--resume [run]', 'go on with an interrupted run (default: the newest that nobody trains)')
    .option('--run-id <id>', 'of the new run, for programs that have to know it beforehand (default: made of time, recipe and data)')
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
    .option('--dry-run', 'check recipe and data, time a few steps, say what the run would take, and write nothing')
    .option('--no-freeze', 'leave out the artifact; supcon freeze makes it later')
    .option(
      '--no-int8',
      'leave out the artifact in 8 bits, which is made where it costs little and is faster; supcon quantize makes it later',
    )
    .option('--json', 'one event a line on stdout')
    .addHelpText(
      'after',
      `
Examples:
  $ supcon train --data pictures
  $ supcon train --data pictures --minutes 15
  $ supcon train --recipe quick --data pictures
  $ supcon train --recipe imagenet5 --data pictures --epochs 30 --name holiday
  $ supcon train --recipe custom --data pictures --dry-run
  $ supcon train --encoder dinov2-small.onnx --preprocessing preprocessor_config.json --data pictures
  $ supcon train --resume`,
    )
    .action(run);
}

async function run(flags: TrainFlags, command: Command): Promise<void> {
  const home = homeOf(command);
  const reporter = commandReporter(command);
  const auto = await autoAsked(flags, home, reporter);
  if (auto) {
    await trainAuto(auto, flags, { home, again: homeAgain(command), reporter });
    return;
  }
  const start = await chooseStart(flags, home, reporter);
  if (flags.dryRun === true) {
    await rehearse(start, flags, home, reporter);
    return;
  }
  if ('resume' in start && existsSync(join(start.resume.folder, RUN_FILES.result))) {
    reporter.note(`Run ${start.resume.config.id} is finished already.`);
    if (flags.freeze) await freezeAndSay(start.resume, flags, { home, reporter });
    return;
  }
  let runName: string | undefined;
  const goOn = (): string => (runName === undefined ? '' : ` Go on with: supcon train --resume ${runName}`);
  const stop = listenForStop(
    () => {
      reporter.note('Stopping after this step and saving; press Ctrl-C again to stop at once.');
    },
    () => process.exit(130),
  );
  let finished: Run;
  try {
    ({ run: finished } = await trainRun({
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
    }));
  } catch (error) {
    if (error instanceof TrainError && error.code === 'INTERRUPTED')
      throw new TrainError('INTERRUPTED', `${error.message}.${goOn()}`, { cause: error });
    throw error;
  } finally {
    stop.dispose();
  }
  if (flags.freeze) await freezeAndSay(finished, flags, { home, reporter });
  else reporter.note(`Next: supcon freeze --run ${finished.config.id}`);
}

async function rehearse(start: TrainOptions['start'], flags: TrainFlags, home: string, reporter: Reporter): Promise<void> {
  const named = 'fresh' in start ? start.fresh : undefined;
  if (!named) throw new TrainError('USAGE', '--dry-run is for a new run; supcon train --resume goes on with an old one');
  const options = { start: named, home, reporter, ...(flags.maxPixels === undefined ? {} : { maxPixels: flags.maxPixels }) };
  if (named.recipe.recipe.encoder.kind === 'onnx') {
    const rehearsal = await rehearseAdapter(options);
    reporter.event({ time: new Date().toISOString(), type: 'dry-run', ...rehearsal });
    reporter.note(describeAdapterRehearsal(rehearsal));
    return;
  }
  const rehearsal = await rehearseRun({ ...options, backend: flags.backend, precision: flags.precision });
  reporter.event({ time: new Date().toISOString(), type: 'dry-run', ...rehearsal });
  reporter.note(describeRehearsal(rehearsal));
}

async function freezeAndSay(
  run: Run,
  { int8 }: Pick<TrainFlags, 'int8'>,
  to: { readonly home: string; readonly reporter: Reporter },
): Promise<void> {
  const frozen = await freezeRun(to.home, run.config.id);
  sayArtifact(frozen, to.reporter);
  if (int8) await sayEightBits(run, frozen, to);
}

function minutes(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError('wanted a number above 0.');
  return value;
}

function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < least) throw new InvalidArgumentError(`wanted a whole number of at least ${least}.`);
    return value;
  };
}
