import { Command } from 'commander';
import { createReporter } from '../run/reporter.js';
import { makeSampleData } from '../sample/make-sample-data.js';

interface Flags {
  readonly out: string;
  readonly json?: boolean;
}

export function sampleCommand(): Command {
  return new Command('sample')
    .summary('make the built-in sample pictures')
    .description('Eight kinds of things in real JPEG files with varied pose, scale, light and background, made by code: no download.')
    .requiredOption('--out <folder>', 'where train/ and test/ go')
    .option('--json', 'one event a line on stdout')
    .addHelpText('after', '\nExample:\n  $ supcon sample --out .supcon/data/sample')
    .action(async (flags: Flags) => {
      const reporter = createReporter({ json: flags.json === true });
      let task: ReturnType<typeof reporter.task> | undefined;
      const made = await makeSampleData(flags.out, {
        onProgress: ({ done, total }) => {
          task ??= reporter.task('Painting', total, 'pictures');
          task.update(done);
        },
      }).finally(() => task?.stop());
      reporter.event({ time: new Date().toISOString(), type: 'sample', ...made });
      reporter.note(
        `${made.reused ? 'Already there' : 'Made'}: ${made.train} training and ${made.test} test pictures of ${made.classes.length} classes in ${made.dir}\nNext: supcon train --recipe quick --data ${flags.out}`,
      );
    });
}
