#!/usr/bin/env node
/** Measures this project beside what a user would pick instead, on this machine, in one run. How to read the figures: docs/benchmarks.md. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { BenchError } from './bench-error.mjs';
import { BENCHMARKS } from './benchmarks.mjs';
import { describeMachine } from './describe-machine.mjs';
import { formatFigures } from './format-figures.mjs';
import { prepareCheckout } from './prepare-checkout.mjs';

const USAGE = `usage: npm run bench -- <name> [options]

${Object.entries(BENCHMARKS)
  .map(([name, { about }]) => `  ${name.padEnd(14)}${about}`)
  .join('\n')}

  --json        one JSON object a line on stdout, one for each figure
  --rounds N    measure everything N times, every second time in reverse order, and take medians (default 2)
  --steps N     measured repetitions inside each measurement, after warm-up (default 5)
  --batch N     images a step (default 64)
  --size N      side of an image in pixels (default 128)
  --no-build    measure what is built already
  --help

Environment:
  SUPCON_PEERS          folder with the peers' scripts (default ../shared/peers)
  SUPCON_PEERS_PYTHON   the Python that runs them (default python3)
A peer that cannot run is null, with the reason on stderr.
`;

const root = path.resolve(fileURLToPath(new URL('../..', import.meta.url)));
process.exitCode = await main(process.argv.slice(2));

/** @param {readonly string[]} argv */
async function main(argv) {
  const say = (/** @type {string} */ text) => void process.stderr.write(`${text}\n`);
  try {
    const { values, positionals } = readArguments(argv);
    if (values.help) {
      process.stdout.write(USAGE);
      return 0;
    }
    const [name, ...rest] = positionals;
    const known = Object.keys(BENCHMARKS).join(', ');
    if (name === undefined || rest.length > 0)
      throw new BenchError(
        `expected the name of one benchmark (${known}), got ${positionals.length === 0 ? 'none' : positionals.join(' ')}`,
        2,
      );
    const benchmark = Object.hasOwn(BENCHMARKS, name) ? BENCHMARKS[name] : undefined;
    if (benchmark === undefined) throw new BenchError(`there is no benchmark '${name}'; there is ${known}`, 2);
    const settings = {
      rounds: readCount('--rounds', values.rounds),
      steps: readCount('--steps', values.steps),
      batch: readCount('--batch', values.batch),
      size: readCount('--size', values.size),
    };
    if (values.build) await prepareCheckout({ root, say });
    const machine = describeMachine();
    say(`bench ${name}: ${machine}`);
    const figures = await benchmark.measure({ root, env: process.env, say, machine, ...settings });
    process.stdout.write(values.json ? figures.map((figure) => `${JSON.stringify(figure)}\n`).join('') : formatFigures(figures));
    return 0;
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    say(`bench: ${error.message}${error.status === 2 ? `\n\n${USAGE}` : ''}`);
    return error.status;
  }
}

/** @param {readonly string[]} argv */
function readArguments(argv) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      allowNegative: true,
      options: {
        json: { type: 'boolean', default: false },
        rounds: { type: 'string', default: '2' },
        steps: { type: 'string', default: '5' },
        batch: { type: 'string', default: '64' },
        size: { type: 'string', default: '128' },
        build: { type: 'boolean', default: true },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new BenchError(error instanceof Error ? error.message : String(error), 2);
  }
}

/**
 * @param {string} option
 * @param {string} text
 */
function readCount(option, text) {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1) throw new BenchError(`${option} must be a whole number of at least 1, got ${text}`, 2);
  return count;
}
