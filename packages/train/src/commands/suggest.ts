import { Command, InvalidArgumentError } from 'commander';
import { freeListName } from '../data/photo-list.js';
import { describeChoice, nextSteps } from '../suggest/describe-suggestions.js';
import { suggestPictures } from '../suggest/suggest-pictures.js';
import { commandReporter } from './command-reporter.js';
import { homeOf } from './home-option.js';

interface Flags {
  readonly data: string;
  readonly artifact?: string;
  readonly labelled?: string;
  readonly count: number;
  readonly seed: number;
  readonly out?: string;
  readonly json?: boolean;
}

/** Pictures of one call, at most: the sheet holds them all. */
const MOST = 2000;

/** `supcon suggest`. */
export function suggestCommand(): Command {
  return new Command('suggest')
    .summary('which photos to label next')
    .description(
      'Ranks pictures without a label by how much their labels would tell: what the classifier is undecided about, and no two of a kind. Copies and what has a label already are left out. Writes a list (.csv) in which the labels are filled in and which --data takes back, and beside it a sheet (.html) with the pictures. Without an artifact and without labels it goes by an encoder with public weights alone.',
    )
    .requiredOption('--data <folder>', 'the pictures without a label; its own folders mean nothing')
    .option(
      '--artifact <name|folder>',
      'an artifact whose encoder, classifier and score of unknown pictures decide: pets, pets/2 or a folder',
    )
    .option('--labelled <path>', 'pictures that have a label already: class folders, or a list, also one that suggest wrote')
    .option('--count <number>', `how many pictures, up to ${MOST}`, whole(1, MOST), 50)
    .option('--out <file.csv>', 'the list to write; one that is there is never written over (default: to-label.csv, to-label-2.csv, ...)')
    .option('--seed <number>', 'of what is left to chance', whole(0, 2 ** 31 - 1), 0)
    .option('--json', 'one event a line on stdout')
    .addHelpText(
      'after',
      `
Examples:
  $ supcon suggest --data unlabelled                                    the first 50, with no label at all
  $ supcon suggest --data unlabelled --labelled to-label.csv            the next 50, once those are filled in
  $ supcon suggest --data unlabelled --labelled photos --artifact pets --count 100 --out next.csv
  $ supcon train --data next.csv                                        rows without a label are passed over`,
    )
    .action(async ({ out, json: _json, ...flags }: Flags, command: Command) => {
      const reporter = commandReporter(command);
      const suggested = await suggestPictures({ ...flags, out: out ?? freeListName('to-label'), home: homeOf(command), reporter });
      reporter.event({ time: new Date().toISOString(), type: 'suggestions', ...suggested });
      reporter.note(describeChoice(suggested).join('\n'));
      reporter.note(`List: ${suggested.list} (write the class of each into the column label)\nSheet: ${suggested.sheet}`);
      reporter.note(`Next: ${nextSteps(suggested.list).join('\n  or: ')}`);
    });
}

function whole(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isSafeInteger(value) || value < least || value > most)
      throw new InvalidArgumentError(`wanted a whole number from ${least} to ${most}.`);
    return value;
  };
}
