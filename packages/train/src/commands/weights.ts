import { stat } from 'node:fs/promises';
import { Command } from 'commander';
import { EXIT_CODES } from '../errors.js';
import { didYouMean } from '../recipe/did-you-mean.js';
import { listenForStop } from '../console/stop-signal.js';
import { PUBLIC_WEIGHTS } from '../weights/catalogue.js';
import { fetchWeights, findWeights, pathOf } from '../weights/fetch-weights.js';
import { commandReporter } from './command-reporter.js';
import { homeAgain, homeOf } from './home-option.js';
import { convertCommand } from './weights-convert.js';

interface FetchFlags {
  readonly sha256?: string;
  readonly url?: string;
  readonly json?: boolean;
}

/** `supcon weights list | fetch | convert`. */
export function weightsCommand(): Command {
  const weights = new Command('weights')
    .summary("fetch public weights to start a training from, or make an ONNX encoder of timm's")
    .description('Encoders that were trained on ImageNet. A training with few pictures starts from them: supcon train --init FILE.')
    .addHelpText('after', '\nExamples:\n  $ supcon weights list\n  $ supcon weights fetch resnet18');
  for (const command of [fetchCommand(), listCommand(), convertCommand()])
    weights.addCommand(command.exitOverride().showHelpAfterError(`(supcon weights ${command.name()} --help lists its options)`));
  return weights;
}

function fetchCommand(): Command {
  const names = PUBLIC_WEIGHTS.map(({ name }) => name);
  return new Command('fetch')
    .summary('download public weights')
    .description('Into SUPCON_HOME/weights. What was broken off goes on where it stopped; the file appears when it is complete.')
    .argument('<name>', names.join(', '))
    .option('--sha256 <digits>', 'what the file must have (default: what is known of it)')
    .option('--url <address>', 'take the file from another place')
    .option('--json', 'one event on stdout')
    .addHelpText('after', '\nExample:\n  $ supcon weights fetch resnet50')
    .action(async (name: string, { sha256, url }: FetchFlags, command: Command) => {
      const weights = findWeights(PUBLIC_WEIGHTS, name, didYouMean(name, names));
      const reporter = commandReporter(command);
      const stopping = new AbortController();
      const stop = listenForStop(
        () => stopping.abort(),
        () => process.exit(EXIT_CODES.INTERRUPTED),
      );
      reporter.note(`${weights.title}\n  ${weights.page}\n  licence: ${weights.license}`);
      try {
        const fetched = await fetchWeights(weights, { home: homeOf(command), reporter, sha256, url, signal: stopping.signal });
        const { path, receipt, reused, verified } = fetched;
        reporter.event({ time: new Date().toISOString(), type: 'weights', path, reused, verified, encoder: weights.encoder, ...receipt });
        reporter.note(`${reused ? 'Already there' : 'Fetched'}: ${path}`);
        if (!verified)
          reporter.note(
            `sha256 of what came: ${receipt.sha256}. No checksum is known for this file; keep this one, and give it as --sha256 next time.`,
          );
        reporter.note(`It fits the encoder ${JSON.stringify(weights.encoder)}.\nNext: supcon train --init ${path}`);
      } finally {
        stop.dispose();
      }
    });
}

function listCommand(): Command {
  return new Command('list')
    .summary('public weights, and which of them are here')
    .option('--json', 'one JSON object a line on stdout')
    .addHelpText('after', '\nExample:\n  $ supcon weights list')
    .action(async ({ json }: { readonly json?: boolean }, command: Command) => {
      for (const weights of PUBLIC_WEIGHTS) {
        const path = pathOf(homeOf(command), weights);
        const here = (await stat(path).catch(() => undefined)) !== undefined;
        const { name, title, license, aboutBytes, encoder } = weights;
        if (json === true) process.stdout.write(`${JSON.stringify({ ...weights, path: here ? path : undefined })}\n`);
        else
          process.stdout.write(
            `${name}\n    ${title}, ${Math.round(aboutBytes / 1e6)} MB, ${license}\n    encoder ${JSON.stringify(encoder)}\n    ` +
              `${here ? path : `not here; supcon weights fetch ${name}${homeAgain(command)}`}\n`,
          );
      }
    });
}
