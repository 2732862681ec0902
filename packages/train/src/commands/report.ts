import type { BackendChoice } from '@supcon/core';
import { Command } from 'commander';
import { openRun } from '../run/run-folder.js';
import { commandReporter } from './command-reporter.js';
import { backendOption } from './backend-option.js';
import { homeOf } from './home-option.js';

interface Flags {
  readonly backend: BackendChoice;
  readonly data?: string;
  readonly json?: boolean;
}

/** `supcon report`. */
export function reportCommand(): Command {
  return new Command('report')
    .summary('draw what a run did: curves, embeddings, answers, neighbours')
    .description('Writes runs/<id>/report/report.html, a page that needs nothing beside itself, and every picture as PNG.')
    .argument('<run>', 'a folder name in runs/')
    .option('--data <folder>', 'where the pictures of the run lie now, if they were moved; remembered')
    .addOption(backendOption())
    .option('--json', 'one event a line on stdout')
    .addHelpText('after', '\nExample:\n  $ supcon report 20261124-101500-quick-pictures')
    .action(async (id: string, flags: Flags, command: Command) => {
      const home = homeOf(command);
      const reporter = commandReporter(command);
      const run = await openRun(home, id);
      // The chart library takes half a second to load, which other commands need not wait for.
      const { writeRunReport } = await import('../report/run-report.js');
      const { path, pictures } = await writeRunReport({
        run,
        home,
        backend: flags.backend,
        reporter,
        ...(flags.data === undefined ? {} : { data: flags.data }),
      });
      reporter.event({ time: new Date().toISOString(), type: 'report', run: id, path, pictures });
      reporter.note(`Report: ${path} (and ${pictures.length} pictures beside it)`);
    });
}
