import { Command } from 'commander';
import { quoted } from '../console/quoted.js';
import { relabelPhotos } from '../data/relabel-photos.js';
import { commandReporter } from './command-reporter.js';

interface Flags {
  readonly changes: string;
  readonly out?: string;
  readonly skipBad?: boolean;
  readonly json?: boolean;
}

/** `supcon data relabel`. */
export function relabelCommand(): Command {
  return new Command('relabel')
    .summary('a list with the labels of a change set')
    .description(
      'Writes a list (.csv) of all pictures with their labels and splits, those of a change set as it says: what the page Label issues of the dashboard exports. The folder stays as it is; --data takes the list. A change that does not fit the data is refused, and nothing is written.',
    )
    .argument('<data>', 'a folder of class folders, or a .csv or .jsonl list')
    .requiredOption('--changes <file>', 'the change set, .csv or .json')
    .option('--out <file.csv>', 'the list to write; one that is there is never written over (default: relabelled.csv in the data folder)')
    .option('--skip-bad', 'go on without the files that cannot be read')
    .option('--json', 'one event on stdout')
    .addHelpText(
      'after',
      '\nExample:\n  $ supcon data relabel photos --changes label-changes.csv\n  $ supcon train --data photos/relabelled.csv',
    )
    .action(async (data: string, { json: _, ...flags }: Flags, command: Command) => {
      const reporter = commandReporter(command);
      const relabelled = await relabelPhotos({ data, ...flags });
      const { changed, kept, leftOut, pictures, list } = relabelled;
      reporter.event({ time: new Date().toISOString(), type: 'relabelled', ...relabelled });
      reporter.note(`${changed} labels changed, ${kept} kept, ${leftOut} pictures left out; ${pictures} pictures in ${list}`);
      reporter.note(`Next: supcon train --data ${quoted(list)}`);
    });
}
