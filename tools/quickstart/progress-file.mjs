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
    const value =
      /** @type {{ formatVersion?: number, entries?: Record<string, Progress>, names?: Record<string, string> } | undefined} */ (
        readJson(file)
      );
    const known = value?.formatVersion === 1 ? value : {};
    return { entries: known.entries ?? {}, names: known.names ?? {} };
  };
  const write = (/** @type {ReturnType<typeof read>} */ content) =>
    writeFileAtomic(file, `${JSON.stringify({ formatVersion: 1, ...content }, null, 2)}\n`);
  return {
    /**
     * @param {string} key
     * @returns {Progress}
     */
    get: (key) => read().entries[key] ?? {},
    /**
     * @param {string} key
     * @param {Progress} progress
     */
    set(key, progress) {
      const { entries, names } = read();
      for (const [other, known] of Object.entries(entries)) {
        // A collection holds the vectors of one model: filling it for one run empties it for the others.
        if (other !== key && progress.collection !== undefined && known.collection === progress.collection) delete known.collection;
      }
      write({ entries: { ...entries, [key]: progress }, names });
    },
    /** Which names data folders have, by their real paths. */
    names: () => read().names,
    /**
     * Gives a name to a data folder, and takes it from any other.
     * @param {string} folder its real path
     * @param {string} name
     */
    claim(folder, name) {
      const { entries, names } = read();
      if (names[folder] === name) return;
      const others = Object.entries(names).filter(([, taken]) => taken !== name);
      write({ entries, names: { ...Object.fromEntries(others), [folder]: name } });
    },
  };
}
