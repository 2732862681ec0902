#!/usr/bin/env node
/**
 * From a fresh clone to a running server in one command: set-up, build, sample photos (or your own), training, index, server. What is
 * finished is reused, what was interrupted goes on.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { QuickstartError } from './quickstart-error.mjs';
import { runQuickstart } from './run-quickstart.mjs';

const USAGE = `usage: npm run quickstart -- [options]

  --data DIR      your photos: one folder a class, or train/ and test/ with one folder a class each, or a list
                  (.csv, .jsonl)
                  (default: a sample data set made on the spot)
  --recipe NAME   how to train: a file in packages/train/recipes (default: quick for the sample; for --data auto, which
                  starts from weights of ImageNet)
  --minutes N     that recipe auto may take (default: 5)
  --no-serve      stop when everything is trained and indexed
  --port N        port of the server (default: a free one)
  --home DIR      where data, runs, artifacts and the index lie (default: $SUPCON_HOME, or .supcon)
  --help

A second quickstart reuses what is finished; one that was interrupted goes on where it was.
`;

const root = path.resolve(fileURLToPath(new URL('../..', import.meta.url)));
const { values } = readArguments();
if (values.help) process.stdout.write(USAGE);
else process.exitCode = await main();

async function main() {
  try {
    // Paths are as the person who typed them sees them; npm runs us in the repository and keeps the folder it was called from.
    const from = process.env['INIT_CWD'] ?? process.cwd();
    await runQuickstart({
      root,
      env: process.env,
      home: path.resolve(values.home === undefined ? root : from, values.home ?? process.env['SUPCON_HOME'] ?? '.supcon'),
      data: values.data === undefined ? undefined : path.resolve(from, values.data),
      recipe: values.recipe,
      minutes: readMinutes(values.minutes, values),
      serve: values.serve,
      port: readPort(values.port),
      say: (text) => process.stderr.write(`${text}\n`),
      print: (text) => process.stdout.write(`${text}\n`),
    });
    return 0;
  } catch (error) {
    if (!(error instanceof QuickstartError)) throw error;
    process.stderr.write(`\nquickstart: ${error.message}\n  ${error.fix}\n`);
    return error.status;
  }
}

/** @param {string} text */
function readPort(text) {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new QuickstartError(`--port must be a whole number from 0 (a free one) to 65535, got ${text}`, {
    fix: 'npm run quickstart -- --help',
    status: 2,
  });
}

/**
 * @param {string | undefined} text
 * @param {{ readonly data?: string | undefined, readonly recipe?: string | undefined }} values
 */
function readMinutes(text, { data, recipe = data === undefined ? 'quick' : 'auto' }) {
  if (text === undefined) return undefined;
  const minutes = Number(text);
  if (recipe === 'auto' && Number.isFinite(minutes) && minutes > 0) return minutes;
  throw new QuickstartError(
    recipe === 'auto' ? `--minutes must be a number above 0, got ${text}` : `--minutes goes with recipe auto, and this is recipe ${recipe}`,
    { fix: 'npm run quickstart -- --help', status: 2 },
  );
}

function readArguments() {
  try {
    return parseArgs({
      allowNegative: true,
      options: {
        data: { type: 'string' },
        recipe: { type: 'string' },
        minutes: { type: 'string' },
        serve: { type: 'boolean', default: true },
        port: { type: 'string', default: '0' },
        home: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exit(2);
  }
}
