#!/usr/bin/env node
/** Sets the checkout up, builds what is needed and runs the tests of every project. The last line is `<n> passed, <n> failed`. */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { findNx, nxEnvironment } from '../find-nx.mjs';
import { readJson } from '../setup/read-json.mjs';
import { countResults } from './count-results.mjs';

const USAGE = `usage: npm test -- [--skip-nx-cache] [--projects core,server] [--browser]

  --skip-nx-cache   run every test even where nothing changed since it last passed
  --projects        only these projects (default: all)
  --browser         fail where there is no Chromium for the tests of the dashboard (default: leave them out and say so)
`;

const root = path.resolve(fileURLToPath(new URL('../..', import.meta.url)));
const { values } = readArguments();
if (values.help) process.stdout.write(USAGE);
else process.exitCode = await main();

async function main() {
  const setup = await run([path.join(root, 'tools/setup/setup.mjs'), '--quiet']);
  if (setup !== 0) return close({ passed: 0, failed: 1 }, ['set-up failed; see above']);
  const browserTests = await listReports(['e2e']);
  const browser = values.browser || browserTests.length === 0 ? undefined : await missingBrowser();
  const targets = browser === undefined ? ['test', 'e2e'] : ['test'];
  const expected = [...(await listReports(['test'])), ...(browser === undefined ? browserTests : [])];
  // What nx has in its cache it puts back; what it has not must not be counted.
  for (const { file } of expected) rmSync(file, { force: true });
  const only = values.projects === undefined ? [] : [`--projects=${values.projects}`];
  const status = await run([
    findNx(root),
    ...['run-many', `--targets=${targets.join(',')}`, '--output-style=stream', '--parallel=1', ...only],
    ...(values['skip-nx-cache'] ? ['--skip-nx-cache'] : []),
  ]);
  const { passed, failed, failures, skipped } = countResults(
    expected.map(({ name, file }) => ({
      project: name,
      report: /** @type {import('./count-results.mjs').Report | undefined} */ (readJson(file)),
    })),
  );
  for (const name of skipped) process.stdout.write(`skipped: ${name}\n`);
  if (browser !== undefined) process.stdout.write(`left out, the tests in a real browser: ${browser}\n`);
  // nx can fail outside every report, for instance where a project does not build.
  const outside = status !== 0 && failed === 0;
  return close({ passed, failed: outside ? 1 : failed }, outside ? ['nx ended with an error; see above'] : failures);
}

/**
 * A browser is the one thing that a fresh clone does not bring along.
 * @returns {Promise<string | undefined>} what to install, undefined where there is a browser
 */
async function missingBrowser() {
  // The dashboard knows where browsers lie; by a computed address, since tools do not depend on it.
  const file = pathToFileURL(path.join(root, 'apps/dashboard/test/find-chromium.mjs')).href;
  const { findChromium } = /** @type {{ findChromium: () => string }} */ (await import(file));
  try {
    findChromium();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * @param {{ passed: number, failed: number }} count
 * @param {readonly string[]} failures
 */
function close({ passed, failed }, failures) {
  for (const failure of failures) process.stdout.write(`failed: ${failure}\n`);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}

/**
 * nx itself is there only after set-up, hence the late import.
 * @param {readonly string[]} targets
 * @returns {Promise<{ name: string, file: string }[]>} a report for each project that has the target
 */
async function listReports(targets) {
  Object.assign(process.env, environment());
  const { createProjectGraphAsync } = await import('@nx/devkit');
  const { nodes } = await createProjectGraphAsync({ exitOnError: true });
  const wanted = values.projects?.split(',');
  return targets.flatMap((target) =>
    Object.values(nodes)
      .filter(({ name, data }) => data.targets?.[target] !== undefined && (wanted?.includes(name) ?? true))
      .map(({ name, data }) => ({
        name: target === 'test' ? name : `${name} (${target})`,
        file: path.join(root, data.root, 'test-results', target === 'test' ? 'vitest.json' : `${target}.json`),
      })),
  );
}

function environment() {
  return nxEnvironment({ ...process.env, TF_CPP_MIN_LOG_LEVEL: process.env['TF_CPP_MIN_LOG_LEVEL'] ?? '3' });
}

/**
 * @param {readonly string[]} args
 * @returns {Promise<number>} exit status; 1 when a signal ended it
 */
function run(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, env: environment(), stdio: 'inherit' });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

function readArguments() {
  try {
    return parseArgs({
      options: {
        'skip-nx-cache': { type: 'boolean', default: false },
        projects: { type: 'string' },
        browser: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exit(2);
  }
}
