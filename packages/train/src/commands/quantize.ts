import { Command, InvalidArgumentError } from 'commander';
import { describeQuantized } from '../quantize/describe-quantized.js';
import { quantizeArtifact } from '../quantize/quantize-artifact.js';
import { cacheFolder } from '../home.js';
import { commandReporter } from './command-reporter.js';
import { homeOf } from './home-option.js';

interface Flags {
  readonly artifact: string;
  readonly data: string;
  readonly name?: string;
  readonly images?: number;
  readonly skipBad?: boolean;
  readonly json?: boolean;
}

/** `supcon quantize`. */
export function quantizeCommand(): Command {
  return new Command('quantize')
    .summary('make an artifact that answers faster, in 8 bits')
    .description(
      'Writes a second artifact whose encoder computes in 8-bit integers: a quarter of the size, and faster on most processors. Says how near it is to the one in float32 and what it costs in accuracy. Its embeddings are others, so that a collection is filled anew.',
    )
    .requiredOption('--artifact <folder>', 'artifacts/<name>/<version>, in float32')
    .requiredOption('--data <folder>', 'the pictures it was trained on')
    .option('--name <name>', 'of the new artifact (default: the old name with -int8)')
    .option('--images <number>', 'training pictures to take the ranges of activations from, at most (default: 512)', atLeast1)
    .option('--skip-bad', 'go on without the files that cannot be read')
    .option('--json', 'one event a line on stdout')
    .addHelpText('after', '\nExample:\n  $ supcon quantize --artifact .supcon/artifacts/pets/1 --data pets')
    .action(async (flags: Flags, command: Command) => {
      const reporter = commandReporter(command);
      const quantized = await quantizeArtifact({
        ...flags,
        cacheFolder: cacheFolder(homeOf(command)),
        skipBad: flags.skipBad === true,
        reporter,
      });
      const { folder, manifest, ...figures } = quantized;
      reporter.event({
        time: new Date().toISOString(),
        type: 'artifact',
        artifact: folder,
        name: manifest.name,
        version: manifest.version,
        quantization: manifest.quantization,
        metrics: manifest.metrics,
        ...figures,
      });
      reporter.note(describeQuantized(quantized));
    });
}

function atLeast1(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('wanted a whole number of at least 1.');
  return value;
}
