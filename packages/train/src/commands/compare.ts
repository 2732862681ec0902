import type { BackendChoice } from '@supcon/core';
import { Command, InvalidArgumentError, Option } from 'commander';
import { crossEntropyTwin } from '../compare/cross-entropy-twin.js';
import { summarise } from '../compare/comparison-summary.js';
import { runComparison } from '../compare/run-comparison.js';
import { scaleEpochs } from '../recipe/scale-epochs.js';
import { defaultData } from '../data/default-data.js';
import { TrainError } from '../errors.js';
import { loadRecipe, type NamedRecipe } from '../recipe/load-recipe.js';
import { listenForStop } from '../console/stop-signal.js';
import { commandReporter } from './command-reporter.js';
import { backendOption } from './backend-option.js';
import { homeOf } from './home-option.js';
import { initOf } from './train-start.js';

interface Flags {
  readonly recipe: string;
  readonly against?: string;
  readonly data?: string;
  readonly seeds: number;
  readonly epochs?: number;
  readonly baselineViews: number;
  readonly allowUnequal?: boolean;
  readonly skipBad?: boolean;
  readonly precision?: 'auto' | 'float32' | 'bfloat16';
  readonly backend: BackendChoice;
  readonly json?: boolean;
}

/** `supcon compare`. */
export function compareCommand(): Command {
  return new Command('compare')
    .summary('train two recipes with several seeds and say what the difference is worth')
    .description(
      'Runs each recipe with each seed on the same data and budget, chooses on validation, tests once, and writes a report with mean and range. The same command again goes on where it was cut off and reuses what is finished.',
    )
    .requiredOption('--recipe <name>', 'a built-in recipe, or the path of your own .json')
    .option('--against <name>', 'the other recipe (default: cross-entropy with the same encoder, data, augmentation and views seen)')
    .option('--data <folder>', 'one folder of pictures for each class, or a manifest (default: the recipe)')
    .option('--seeds <number>', 'how many, from 0 on', wholeNumber(1), 3)
    .option('--epochs <number>', 'of both recipes, instead of their own; a derived baseline keeps to the budget', wholeNumber(1))
    .option('--baseline-views <number>', 'views in a batch of the derived baseline; its epochs keep the budget equal', wholeNumber(1), 1)
    .option('--allow-unequal', 'compare although budget, split or data differ; the report says so')
    .option('--skip-bad', 'go on without the files that cannot be read')
    .addOption(
      new Option('--precision <kind>', 'of activations in training (default: the recipe)').choices(['auto', 'float32', 'bfloat16']),
    )
    .addOption(backendOption())
    .option('--json', 'one event a line on stdout')
    .addHelpText(
      'after',
      `
Examples:
  $ supcon compare --recipe imagenet5 --data pictures
  $ supcon compare --recipe imagenet5 --against imagenet5-supcon --data pictures --seeds 5`,
    )
    .action(run);
}

async function run(flags: Flags, command: Command): Promise<void> {
  const home = homeOf(command);
  const reporter = commandReporter(command);
  const sides = await chooseSides(flags);
  const data = flags.data ?? (await defaultData(sides[0], home, reporter));
  const stop = listenForStop(
    () => reporter.note('Stopping after this step and saving; press Ctrl-C again to stop at once.'),
    () => process.exit(130),
  );
  try {
    const finished = await runComparison({
      sides,
      data,
      seeds: Array.from({ length: flags.seeds }, (_, seed) => seed),
      skipBad: flags.skipBad === true,
      allowUnequal: flags.allowUnequal === true,
      home,
      backend: flags.backend,
      precision: flags.precision,
      reporter,
      stop,
      initOf: ({ recipe }) => initOf(recipe.init, recipe, home, reporter),
    });
    const summary = summarise(finished);
    // The chart library takes half a second to load, which other commands need not wait for.
    const { writeComparisonReport } = await import('../compare/comparison-report.js');
    const { path } = await writeComparisonReport(finished, summary, { home, backend: flags.backend, reporter });
    const { comparison } = finished;
    reporter.event({
      time: new Date().toISOString(),
      type: 'comparison',
      id: comparison.id,
      unequal: comparison.unequal,
      ...summary,
      path,
    });
    reporter.note(
      ['', ...comparison.unequal.map((difference) => `Not equal: ${difference}`), ...summary.sentences, `Report: ${path}`].join('\n'),
    );
  } catch (error) {
    if (error instanceof TrainError && error.code === 'INTERRUPTED')
      throw new TrainError('INTERRUPTED', `${error.message}. Go on with the same command.`, { cause: error });
    throw error;
  } finally {
    stop.dispose();
  }
}

async function chooseSides(flags: Flags): Promise<[NamedRecipe, NamedRecipe]> {
  const withEpochs = ({ name, recipe }: NamedRecipe): NamedRecipe => ({
    name,
    recipe: flags.epochs === undefined ? recipe : scaleEpochs(recipe, flags.epochs),
  });
  const first = withEpochs(await loadRecipe(flags.recipe));
  if (flags.against === undefined) return [first, crossEntropyTwin(first, flags.baselineViews)];
  const second = withEpochs(await loadRecipe(flags.against));
  return [first, second.name === first.name ? { ...second, name: `${second.name}-other` } : second];
}

function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < least) throw new InvalidArgumentError(`wanted a whole number of at least ${least}.`);
    return value;
  };
}
