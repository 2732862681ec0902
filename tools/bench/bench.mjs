#!/usr/bin/env node
/** Measures this project beside what a user would pick instead, on this machine, in one run. How to read the figures: docs/benchmarks.md. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { BenchError } from './bench-error.mjs';
import { BENCHMARKS } from './benchmarks.mjs';
import { describeMachine } from './describe-machine.mjs';
import { formatFigures } from './format-figures.mjs';
import { prepareCheckout } from './prepare-checkout.mjs';
import { putResults } from './results-page.mjs';
import { readResults, resultsFolder, saveResult } from './results.mjs';
import { writeFileAtomic } from '../setup/write-file-atomic.mjs';

const USAGE = `usage: npm run bench -- <name> [options]

${Object.entries(BENCHMARKS)
  .map(([name, { about, defaults }]) => `  ${name.padEnd(14)}${about}\n${' '.repeat(16)}${describeDefaults(defaults)}`)
  .join('\n')}

  --json        one JSON object a line on stdout, one for each figure
  --save        keep the figures in docs/benchmarks/speed/ and write the tables of docs/benchmarks.md from all that are kept there
  --label TEXT  with --save: keep them beside the benchmark's first ones, not instead (another machine)
  --page        write the tables of docs/benchmarks.md and measure nothing
  --rounds N    measure everything N times, every second time in reverse order, and take medians (default 2)
  --steps N     measured repetitions inside each measurement, after warm-up
  --batch N     images a step; of search: vectors
  --size N      side of an image in pixels
  --only TEXT   of train-step, finetune, memory and webgpu: the figures with this in their name
  --no-build    measure what is built already
  --help

Environment:
  SUPCON_PEERS          folder with the peers' scripts (default ../shared/peers); what is not there is taken from tools/bench/peers
  SUPCON_PEERS_PYTHON   the Python that runs them (default python3)
  SUPCON_DATASETS       folder with imagenet5/train, whose photos are decoded (default ../shared/datasets)
  SUPCON_GPU_TFLOPS     float32 peak of a GPU that webgpu does not know, in TFLOP/s
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
    if (values.page) {
      writePage();
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
    if (values.label !== undefined && !values.save) throw new BenchError('--label names what --save keeps; give both', 2);
    const { only } = values;
    if (only !== undefined && benchmark.parts !== true) throw new BenchError(`${name} has no --only`, 2);
    if (only !== undefined && values.save && values.label === undefined)
      throw new BenchError('--save keeps all figures of a benchmark, --only measures some; give these a --label of their own', 2);
    /** @type {Record<string, number>} */
    const settings = { rounds: readCount('--rounds', values.rounds) };
    for (const option of /** @type {const} */ (['steps', 'batch', 'size'])) {
      const [given, usual] = [values[option], benchmark.defaults[option]];
      if (usual !== undefined) settings[option] = given === undefined ? usual : readCount(`--${option}`, given);
      else if (given !== undefined)
        throw new BenchError(`${name} has no --${option}; it takes --rounds, ${describeDefaults(benchmark.defaults)}`, 2);
    }
    if (values.build) await prepareCheckout({ root, say, projects: benchmark.projects });
    const machine = describeMachine();
    say(`bench ${name}: ${machine}`);
    // TensorFlow leaves oneDNN off on processors without AVX512-VNNI or the like, where it is faster all the same: ours uses it, so the peers may.
    const env = { TF_ENABLE_ONEDNN_OPTS: '1', ...process.env };
    const options = { root, env, say, machine, rounds: 0, steps: 0, batch: 0, size: 0, ...settings };
    const figures = await benchmark.measure({ ...options, ...(only === undefined ? {} : { only }) });
    process.stdout.write(values.json ? figures.map((figure) => `${JSON.stringify(figure)}\n`).join('') : formatFigures(figures));
    if (values.save) {
      const file = saveResult(resultsFolder(root), {
        benchmark: name,
        ...(values.label === undefined ? {} : { label: values.label }),
        date: new Date().toISOString().slice(0, 10),
        // A benchmark may know better what it ran on.
        machine: figures[0]?.machine ?? machine,
        settings,
        figures: figures.map(({ machine: _, ...figure }) => figure),
      });
      writePage();
      say(`bench: kept in ${path.relative(root, file)}, and docs/benchmarks.md written from it`);
    }
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
        save: { type: 'boolean', default: false },
        label: { type: 'string' },
        page: { type: 'boolean', default: false },
        rounds: { type: 'string', default: '2' },
        steps: { type: 'string' },
        batch: { type: 'string' },
        size: { type: 'string' },
        only: { type: 'string' },
        build: { type: 'boolean', default: true },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new BenchError(error instanceof Error ? error.message : String(error), 2);
  }
}

function writePage() {
  const page = path.join(root, 'docs/benchmarks.md');
  writeFileAtomic(page, putResults(readFileSync(page, 'utf8'), Object.keys(BENCHMARKS), readResults(resultsFolder(root))));
}

/** @param {import('./benchmarks.mjs').Benchmark['defaults']} defaults */
function describeDefaults(defaults) {
  return Object.entries(defaults)
    .map(([option, value]) => `--${option} ${value}`)
    .join(', ');
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
