import { Command } from 'commander';
import { paintSample } from '../sample/paint-sample.js';
import { commandReporter } from './command-reporter.js';

interface Flags {
  readonly out: string;
  readonly json?: boolean;
}

/** `supcon sample`. */
export function sampleCommand(): Command {
  return new Command('sample')
    .summary('make the built-in sample pictures')
    .description('Eight kinds of things in real JPEG files with varied pose, scale, light and background, made by code: no download.')
    .requiredOption('--out <folder>', 'where train/ and test/ go')
    .option('--json', 'one event a line on stdout')
    .addHelpText('after', '\nExample:\n  $ supcon sample --out .supcon/data/sample')
    .action(async (flags: Flags, command: Command) => {
      const reporter = commandReporter(command);
      const made = await paintSample(flags.out, reporter);
      reporter.event({ time: new Date().toISOString(), type: 'sample', ...made });
      reporter.note(`Next: supcon train --recipe quick --data ${flags.out}`);
    });
}
