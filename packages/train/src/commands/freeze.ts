import type { BackendChoice } from '@supcon/core';
import { Command } from 'commander';
import { TrainError } from '../errors.js';
import { adviseRecalibration } from '../evaluate/lacking-promises.js';
import { freezeRun } from '../run/freeze-run.js';
import { recalibrateRun } from '../run/recalibrate-run.js';
import { backendOption } from './backend-option.js';
import { commandReporter } from './command-reporter.js';
import { homeOf } from './home-option.js';

interface Flags {
  readonly run: string;
  readonly name?: string;
  readonly recalibrate?: boolean;
  readonly data?: string;
  readonly backend: BackendChoice;
  readonly json?: boolean;
}

/** `supcon freeze`. */
export function freezeCommand(): Command {
  return new Command('freeze')
    .summary('write the artifact of a finished run')
    .description('Folds batch normalisation and writes encoder.onnx, tfjs weights, classifier and manifest as one checked folder.')
    .requiredOption('--run <id>', 'a folder name in runs/')
    .option('--name <name>', 'of the artifact (default: what the run was given)')
    .option(
      '--recalibrate',
      'first set temperature, label sets, the score of unknown pictures and the figures that drift is told by anew, for runs of earlier versions; needs the pictures',
    )
    .option('--data <folder>', 'with --recalibrate: where the pictures of the run lie now')
    .addOption(backendOption())
    .option('--json', 'one event a line on stdout')
    .addHelpText(
      'after',
      '\nExamples:\n  $ supcon freeze --run 20261124-101500-quick-pictures\n  $ supcon freeze --run 20261124-101500-quick-pictures --recalibrate',
    )
    .action(async (flags: Flags, command: Command) => {
      const reporter = commandReporter(command);
      const home = homeOf(command);
      if (flags.data !== undefined && flags.recalibrate !== true)
        throw new TrainError('USAGE', '--data says where the pictures lie that --recalibrate looks at: give both');
      if (flags.recalibrate === true)
        await recalibrateRun({
          home,
          id: flags.run,
          backend: flags.backend,
          reporter,
          ...(flags.data === undefined ? {} : { data: flags.data }),
        });
      const { folder, manifest } = await freezeRun(home, flags.run, flags.name);
      reporter.event({
        time: new Date().toISOString(),
        type: 'artifact',
        artifact: folder,
        name: manifest.name,
        version: manifest.version,
      });
      const advice = adviseRecalibration(manifest, flags.run);
      if (advice !== undefined) reporter.note(`${advice}.`);
      reporter.note(`Artifact: ${folder}\nNext: supcon evaluate --artifact ${folder} --data DIR`);
    });
}
