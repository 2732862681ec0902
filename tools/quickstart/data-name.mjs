import { createHash } from 'node:crypto';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { readJson } from '../setup/read-json.mjs';

/** Names of collections have at most 64 characters; a suffix has to fit in. */
const LONGEST_PLAIN = 50;

/**
 * What artifact and collection of a data folder are called: the folder's name in lower-case letters, digits and dashes, and for the second folder of
 * that name with a piece of the hash of where it lies, so that two folders share neither. A folder that was moved or renamed on the way to it keeps
 * its name, as long as its photos are the same.
 * @param {object} options
 * @param {string} options.home SUPCON_HOME, whose runs say which folders have names already
 * @param {string} options.data
 * @param {Readonly<Record<string, string>>} options.names what was given out before, by the folders' real paths
 * @param {(name: string) => boolean} options.isFinished whether a run or artifact of these very photos is known under a name
 */
export function dataName({ home, data, names, isFinished }) {
  const place = realpathSync(data);
  const known = names[place];
  if (known !== undefined) return known;
  const plain = plainName(place);
  const suffixed = `${plain}-${createHash('sha256').update(place).digest('hex').slice(0, 6)}`;
  const owners = [...Object.entries(names), ...namesOfRuns(home)].flatMap(([folder, name]) => (name === plain ? [folder] : []));
  if (owners.every((folder) => folder === place)) return plain;
  return owners.some((folder) => existsSync(folder)) || !isFinished(plain) ? suffixed : plain;
}

/** @param {string} folder */
function plainName(folder) {
  const name = path
    .basename(folder)
    .replace(/\.(csv|jsonl|ndjson)$/i, '')
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST_PLAIN)
    .replace(/^-+|-+$/g, '');
  return name === '' ? 'photos' : name;
}

/**
 * Folders that were trained on, also by hand or before names were written down, with the names of their artifacts.
 * @param {string} home
 * @returns {[folder: string, name: string][]}
 */
function namesOfRuns(home) {
  const runs = path.join(home, 'runs');
  if (!existsSync(runs)) return [];
  return readdirSync(runs).flatMap((run) => {
    const config = /** @type {{ artifactName?: unknown, data?: { root?: unknown } } | undefined} */ (
      readJson(path.join(runs, run, 'config.json'))
    );
    const [name, root] = [config?.artifactName, config?.data?.root];
    if (typeof name !== 'string' || typeof root !== 'string') return [];
    return [[existsSync(root) ? realpathSync(root) : root, name]];
  });
}
