import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { augmentSchema } from '../augment/augment-schema.js';
import { POLICY_NAMES, type PolicyName } from '../augment/policy-defaults.js';
import { previewViews } from '../preview/preview-views.js';
import { loadRecipe } from '../recipe/load-recipe.js';
import { commandReporter } from './command-reporter.js';

interface Flags {
  readonly data: string;
  readonly recipe: string;
  readonly policy?: PolicyName;
  readonly images: number;
  readonly views: number;
  readonly seed: number;
  readonly out: string;
  readonly json?: boolean;
}

/** `supcon preview`. */
export function previewCommand(): Command {
  return new Command('preview')
    .summary('see the augmented views that training would see')
    .description('Writes one PNG: a picture a row, as it is first, then its views, as the recipe makes them.')
    .requiredOption('--data <path>', 'pictures in class folders, or a manifest, as for training')
    .option('--recipe <name>', 'whose augmentation and size: a built-in recipe, or the path of your own .json', 'custom')
    .addOption(new Option('--policy <name>', "with this policy's defaults instead of the recipe's augmentation").choices(POLICY_NAMES))
    .option('--images <number>', 'rows, drawn from all classes in turn', count(64), 8)
    .option('--views <number>', 'views of each', count(32), 6)
    .option('--seed <number>', 'of the pictures and the views', whole, 0)
    .option('--out <file>', 'the PNG to write', 'views.png')
    .option('--json', 'one event a line on stdout')
    .addHelpText(
      'after',
      `
Examples:
  $ supcon preview --data pictures
  $ supcon preview --data pictures --recipe imagenet5 --policy simclr --out simclr.png`,
    )
    .action(async (flags: Flags, command: Command) => {
      const reporter = commandReporter(command);
      const { name, recipe } = await loadRecipe(flags.recipe);
      const augment = flags.policy === undefined ? recipe.augment : augmentSchema.parse({ policy: flags.policy });
      const out = resolve(flags.out);
      const sheet = await previewViews({ ...flags, out, recipeName: name, recipe: { ...recipe, augment }, reporter });
      reporter.event({ time: new Date().toISOString(), type: 'preview', ...sheet });
      reporter.note(`Views of ${sheet.images} pictures: ${out}`);
    });
}

function whole(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError('wanted a whole number of at least 0.');
  return value;
}

/** A whole number from 1 to `most`: a sheet that nobody can look at takes memory all the same. */
function count(most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < 1 || value > most)
      throw new InvalidArgumentError(`wanted a whole number from 1 to ${most}.`);
    return value;
  };
}
