import path from 'node:path';
import { readJson } from '../setup/read-json.mjs';
import { writeFileAtomic } from '../setup/write-file-atomic.mjs';

/**
 * How far one data folder with one recipe has come.
 * @typedef {object} Progress
 * @property {string} [run] id of the run under way or finished
 * @property {string} [artifact] folder of the frozen artifact, once there is one
 * @property {string} [collection] the collection, once it is filled
 */

/**
 * Remembers, in `<home>/quickstart.json`, what is finished, so that a second quickstart reuses it and a crashed one goes on.
 * @param {string} home
 */
export function progressFile(home) {
  const file = path.join(home, 'quickstart.json');
  const read = () => {
    const value = /** @type {{ formatVersion?: number, entries?: Record<string, Progress> } | undefined} */ (readJson(file));
    return value?.formatVersion === 1 ? (value.entries ?? {}) : {};
  };
  return {
    /**
     * @param {string} key
     * @returns {Progress}
     */
    get: (key) => read()[key] ?? {},
    /**
     * @param {string} key
     * @param {Progress} progress
     */
    set(key, progress) {
      const entries = read();
      for (const [other, known] of Object.entries(entries)) {
        // A collection holds the vectors of one model: filling it for one run empties it for the others.
        if (other !== key && progress.collection !== undefined && known.collection === progress.collection) delete known.collection;
      }
      writeFileAtomic(file, `${JSON.stringify({ formatVersion: 1, entries: { ...entries, [key]: progress } }, null, 2)}\n`);
    },
  };
}
