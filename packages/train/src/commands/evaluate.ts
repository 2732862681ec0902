import type { BackendChoice } from '@supcon/core';
import { Command, InvalidArgumentError, Option } from 'commander';
import { describeEvaluation } from '../evaluate/describe-evaluation.js';
import { evaluateArtifact } from '../evaluate/evaluate-artifact.js';
import { cacheFolder } from '../home.js';
import { TrainError } from '../errors.js';
import { commandReporter } from './command-reporter.js';
import { backendOption } from './backend-option.js';
import { homeOf } from './home-option.js';

interface Flags {
  readonly artifact: string;
  readonly data: string;
  readonly split: 'auto' | 'train' | 'validation' | 'test' | 'all';
  readonly out?: string;
  readonly backend: BackendChoice;
  readonly report: boolean;
  readonly labelIssues?: string;
  readonly unknown?: string;
  readonly corruptions?: boolean;
  readonly falseAlarmRate?: number;
  readonly skipBad?: boolean;
  readonly json?: boolean;
}

/** `supcon evaluate`. */
export function evaluateCommand(): Command {
  return new Command('evaluate')
    .summary('measure a frozen artifact on a folder of pictures')
    .description(
      'Classifies pictures with the artifact, in float32 or in the 8 bits it was quantized to, and compares with the folder they lie in. Then reports on its embeddings of the whole folder: classifiers, calibration, retrieval, geometry, unknown detection. Validation pictures choose, test pictures are only reported on.',
    )
    .requiredOption('--artifact <folder>', 'artifacts/<name>/<version>')
    .requiredOption('--data <folder>', 'one folder of pictures for each class, the same inside train/ and test/, or a manifest')
    .addOption(
      new Option('--split <name>', 'which pictures the artifact itself classifies (auto: test where the folder has one, otherwise all)')
        .choices(['auto', 'train', 'validation', 'test', 'all'])
        .default('auto'),
    )
    .option('--out <file>', 'write label, probabilities and embedding of every picture to a JSON file')
    .option('--no-report', "only the artifact's own answers")
    .option('--unknown <folder>', 'pictures of classes that were never trained: how well are they told?')
    .option('--corruptions', 'classify the test pictures spoilt by noise, blur, JPEG and the like at 5 strengths, too')
    .option('--label-issues <file.csv>', 'write pictures that probably lie in the wrong class, with evidence (a .json goes beside it)')
    .option('--false-alarm-rate <share>', 'of known pictures that may be called unknown (default: 0.05)', shareBelow1)
    .addOption(backendOption())
    .option('--skip-bad', 'go on without the files that cannot be read')
    .option('--json', 'one event a line on stdout')
    .addHelpText(
      'after',
      `
Examples:
  $ supcon evaluate --artifact .supcon/artifacts/sample/1 --data .supcon/data/sample --out predictions.json
  $ supcon evaluate --artifact .supcon/artifacts/pets/1 --data pets --unknown flowers --label-issues suspects.csv`,
    )
    .action(async ({ report, ...flags }: Flags, command: Command) => {
      if (!report && (flags.unknown ?? flags.labelIssues ?? flags.corruptions) !== undefined)
        throw new TrainError('USAGE', '--unknown, --label-issues and --corruptions are part of the report: leave out --no-report');
      const reporter = commandReporter(command);
      const evaluation = await evaluateArtifact({
        ...flags,
        report,
        cacheFolder: cacheFolder(homeOf(command)),
        skipBad: flags.skipBad === true,
        reporter,
      });
      reporter.event({ time: new Date().toISOString(), type: 'evaluation', ...evaluation });
      reporter.note(describeEvaluation(evaluation));
      if (flags.out !== undefined) reporter.note(`Predictions: ${flags.out}`);
      if (flags.labelIssues !== undefined) reporter.note(`Suspect labels: ${flags.labelIssues}`);
    });
}

function shareBelow1(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value < 1)) throw new InvalidArgumentError('Give a number of at least 0 and below 1.');
  return value;
}
