import path from 'node:path';
import { readJson } from '../setup/read-json.mjs';
import { writeFileAtomic } from '../setup/write-file-atomic.mjs';

/**
 * How far the probe of recipe auto has come, which is served while the rest is trained.
 * @typedef {object} Probe
 * @property {string} run id of its finished run
 * @property {string} [artifact] folder of the frozen artifact, once there is one
 * @property {string} [collection] the collection, once it is filled with its vectors
 */

/**
 * How far one data folder with one recipe has come.
 * @typedef {object} Progress
 * @property {string} [run] id of the run under way or finished
 * @property {string} [artifact] folder of the frozen artifact, once there is one
 * @property {string} [collection] the collection, once it is filled
 * @property {Probe} [probe]
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
      const filled = [progress.collection, progress.probe?.collection];
      for (const [other, known] of Object.entries(entries)) {
        if (other === key) continue;
        // A collection holds the vectors of one model: filling it for one run empties it for the others.
        for (const holder of [known, known.probe]) if (holder !== undefined && filled.includes(holder.collection)) delete holder.collection;
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
