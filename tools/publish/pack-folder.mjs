import { execFileSync } from 'node:child_process';
import path from 'node:path';

/** @typedef {{ filename: string, files: readonly { path: string }[] }} Packed */

/**
 * Packs a folder as npm does.
 * @param {string} from
 * @param {string} to folder of the tarball
 * @returns {{ tarball: string, files: string[] }}
 */
export function packFolder(from, to) {
  const text = execFileSync('npm', ['pack', '--json', '--pack-destination', path.resolve(to)], {
    cwd: from,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  /** @type {unknown} */
  const told = JSON.parse(text);
  const [{ filename, files }] = /** @type {[Packed]} */ (told);
  return { tarball: path.join(to, filename), files: files.map((file) => file.path) };
}
