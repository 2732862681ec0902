import { Command } from 'commander';
import { freezeRun } from '../run/freeze-run.js';
import { commandReporter } from './command-reporter.js';
import { homeOf } from './home-option.js';

interface Flags {
  readonly run: string;
  readonly name?: string;
  readonly json?: boolean;
}

/** `supcon freeze`. */
export function freezeCommand(): Command {
  return new Command('freeze')
    .summary('write the artifact of a finished run')
    .description('Folds batch normalisation and writes encoder.onnx, tfjs weights, classifier and manifest as one checked folder.')
    .requiredOption('--run <id>', 'a folder name in runs/')
    .option('--name <name>', 'of the artifact (default: what the run was given)')
    .option('--json', 'one event a line on stdout')
    .addHelpText('after', '\nExample:\n  $ supcon freeze --run 20261124-101500-quick-pictures')
    .action(async (flags: Flags, command: Command) => {
      const reporter = commandReporter(command);
      const { folder, manifest } = await freezeRun(homeOf(command), flags.run, flags.name);
      reporter.event({
        time: new Date().toISOString(),
        type: 'artifact',
        artifact: folder,
        name: manifest.name,
        version: manifest.version,
      });
      reporter.note(`Artifact: ${folder}\nNext: supcon evaluate --artifact ${folder} --data DIR`);
    });
}
