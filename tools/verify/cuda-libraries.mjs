#!/usr/bin/env node
/**
 * Fetches the GPU build of TensorFlow with CUDA into the cache, where it is not there yet (3.4 GB), links it as set-up does, and lets TensorFlow's own
 * loader open every library that it wants before it takes a GPU. Needs no GPU, so that pins can be changed on any machine.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLayout } from '../setup/layout.mjs';
import { lastLines, runCommand } from '../setup/run-command.mjs';
import { linksFor } from '../setup/tensorflow/library-folder.mjs';
import { linkLibraries } from '../setup/tensorflow/link-libraries.mjs';
import { readPins, wheelsFor } from '../setup/tensorflow/pins.mjs';
import { wheelCache } from '../setup/tensorflow/wheel-cache.mjs';

const { env } = process;
const { cacheHome } = createLayout({ root: path.resolve(fileURLToPath(new URL('../..', import.meta.url))), env });
const pins = readPins();
const wheels = wheelsFor(pins, 'gpu', process);
if (wheels === undefined) fail(`there is no GPU build for ${process.platform} ${process.arch}`);
const cache = wheelCache({ cacheHome, version: pins.version, variant: 'gpu', wheels });
const unfilled = await cache.fill({ env, report: (text) => process.stderr.write(`${text}\n`) });
if (unfilled !== undefined) fail(unfilled);

const deps = mkdtempSync(path.join(tmpdir(), 'supcon-cuda-'));
try {
  linkLibraries(deps, linksFor(cache.folder) ?? {});
  const script = fileURLToPath(new URL('./cuda-libraries.py', import.meta.url));
  const { code, output } = await runCommand('python3', [script, path.join(deps, 'lib')], { env });
  const line = output.split('\n').find((text) => text.startsWith('{'));
  if (code !== 0 || line === undefined) fail(lastLines(output));
  /** @type {unknown} */
  const answer = JSON.parse(line);
  const found = /** @type {Record<string, boolean>} */ (answer);
  for (const [library, there] of Object.entries(found)) process.stdout.write(`${there ? 'found  ' : 'MISSING'}  ${library}\n`);
  if (!Object.values(found).every(Boolean)) process.exitCode = 1;
} finally {
  rmSync(deps, { recursive: true });
}

/**
 * @param {string} reason
 * @returns {never}
 */
function fail(reason) {
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}
