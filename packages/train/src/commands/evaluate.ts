import { Command, Option } from 'commander';
import { evaluateArtifact } from '../evaluate/evaluate-artifact.js';
import { createReporter } from '../run/reporter.js';

interface Flags {
  readonly artifact: string;
  readonly data: string;
  readonly split: 'auto' | 'train' | 'validation' | 'test' | 'all';
  readonly out?: string;
  readonly backend: 'auto' | 'native' | 'wasm' | 'cpu';
  readonly skipBad?: boolean;
  readonly json?: boolean;
}

export function evaluateCommand(): Command {
  return new Command('evaluate')
    .summary('measure a frozen artifact on a folder of pictures')
    .description('Classifies every picture with the artifact in float32 and compares with the folder it lies in.')
    .requiredOption('--artifact <folder>', 'artifacts/<name>/<version>')
    .requiredOption('--data <folder>', 'one folder of pictures for each class, or the same inside train/ and test/')
    .addOption(
      new Option('--split <name>', 'which pictures (auto: test where the folder has one, otherwise all)')
        .choices(['auto', 'train', 'validation', 'test', 'all'])
        .default('auto'),
    )
    .option('--out <file>', 'write label, probabilities and embedding of every picture to a JSON file')
    .addOption(new Option('--backend <kind>', 'what computes').choices(['auto', 'native', 'wasm', 'cpu']).default('auto'))
    .option('--skip-bad', 'go on without the files that cannot be read')
    .option('--json', 'one event a line on stdout')
    .addHelpText(
      'after',
      '\nExample:\n  $ supcon evaluate --artifact .supcon/artifacts/sample/1 --data .supcon/data/sample --out predictions.json',
    )
    .action(async (flags: Flags) => {
      const reporter = createReporter({ json: flags.json === true });
      const evaluation = await evaluateArtifact({ ...flags, skipBad: flags.skipBad === true, reporter });
      reporter.event({ time: new Date().toISOString(), type: 'evaluation', ...evaluation });
      const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
      const lines = Object.entries(evaluation.perClass).map(([label, value]) => `  ${label.padEnd(20)} ${percent(value)}`);
      reporter.note([`${percent(evaluation.accuracy)} of ${evaluation.images} pictures right`, ...lines].join('\n'));
      if (flags.out !== undefined) reporter.note(`Predictions: ${flags.out}`);
    });
}
