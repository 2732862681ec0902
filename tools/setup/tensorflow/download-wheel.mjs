import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { findExecutable } from '../find-executable.mjs';
import { hashFile } from '../hash-file.mjs';
import { lastLines, runCommand } from '../run-command.mjs';

/** pip retries on its own; a download that gains no byte for this long will not come. */
const STALL_MS = 120_000;
const POLL_MS = 1000;

/**
 * Fetches one wheel through pip, which knows this machine's index, mirror, proxy and certificates. The wheel is for a fixed Python,
 * whatever the local one is, because only its libraries are used.
 * @param {import('./pins.mjs').Wheel} wheel
 * @param {{ folder: string, env: NodeJS.ProcessEnv, report: (text: string) => void, stallMs?: number }} options `folder` is made
 * @returns {Promise<{ file: string } | { reason: string }>} the file is complete and has the pinned sha256
 */
export async function downloadWheel(wheel, { folder, env, report, stallMs = STALL_MS }) {
  const python = findExecutable('python3', env);
  if (python === undefined) return { reason: 'python3 is not on PATH (apt-get install -y python3 python3-pip)' };
  const temporary = path.join(folder, 'tmp');
  mkdirSync(temporary, { recursive: true });
  const patience = env['PIP_DEFAULT_TIMEOUT'] === undefined ? ['--timeout', '20'] : [];
  const result = await runCommand(
    python,
    [
      '-m',
      'pip',
      'download',
      '--disable-pip-version-check',
      '--no-cache-dir',
      '--no-deps',
      '--only-binary=:all:',
      '--retries',
      '2',
      ...patience,
    ]
      .concat(['--python-version', '311', '--implementation', 'cp', '--abi', 'cp311', '--abi', 'none', '--platform', wheel.platform])
      .concat(['--progress-bar', 'off', '--dest', folder, wheel.requirement]),
    // pip keeps a growing download in TMPDIR: there we can watch it, and it goes with the folder when we are killed.
    { env: { ...env, TMPDIR: temporary }, onStart: (stop) => watch({ folder, wheel, stallMs, report, stop }) },
  );
  const file = path.join(folder, wheel.file);
  if (result.code !== 0) {
    const said = result.missing ? 'python3 does not start' : (result.stopped ?? whatPipSaid(result.output));
    return { reason: `pip could not fetch ${wheel.requirement}: ${said}` };
  }
  if (!existsSync(file)) return { reason: `pip fetched another file than ${wheel.file}: ${readdirSync(folder).join(', ')}` };
  const sha256 = await hashFile(file);
  if (sha256 !== wheel.sha256) {
    return { reason: `${wheel.file} has sha256 ${sha256}, pinned is ${wheel.sha256}: refused (damaged, or not the official file)` };
  }
  return { file };
}

/**
 * pip ends with "no matching distribution" when it could not even connect; why not stands in a warning further up.
 * @param {string} output
 */
function whatPipSaid(output) {
  const connection = /connection broken by '([^\n]*)'/.exec(output)?.[1];
  return connection ?? lastLines(output.replace(/^WARNING.*\n?/gm, ''), 2);
}

/**
 * Says how far the download is and stops it when it stands still. Returns what ends the watching.
 * @param {{ folder: string, wheel: import('./pins.mjs').Wheel, stallMs: number, report: (text: string) => void, stop: (reason: string) => void }} options
 */
function watch({ folder, wheel, stallMs, report, stop }) {
  const start = Date.now();
  let seen = 0;
  let grewAt = start;
  const timer = setInterval(
    () => {
      const bytes = bytesBelow(folder);
      if (bytes > seen) [seen, grewAt] = [bytes, Date.now()];
      else if (Date.now() - grewAt > stallMs) {
        stop(`no byte in ${stallMs / 1000} s`);
        return;
      }
      if (seen > 0 && seen < wheel.bytes) {
        const eta = Math.ceil(((Date.now() - start) / 1000) * (wheel.bytes / seen - 1));
        report(`downloading ${wheel.requirement}: ${megabytes(seen)} of ${megabytes(wheel.bytes)} MB, ${eta} s to go`);
      }
    },
    Math.min(POLL_MS, stallMs),
  );
  return () => clearInterval(timer);
}

/** @param {string} folder */
function bytesBelow(folder) {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true }).reduce(
      (sum, entry) =>
        sum + (entry.isFile() ? (statSync(path.join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0) : 0),
      0,
    );
  } catch {
    return 0; // a file went away while we looked
  }
}

/** @param {number} bytes */
function megabytes(bytes) {
  return Math.round(bytes / 1e6);
}
