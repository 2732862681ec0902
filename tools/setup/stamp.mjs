import { statSync } from 'node:fs';
import path from 'node:path';
import { kernelsFile } from './kernels.mjs';
import { ADDONS } from './native-addons.mjs';
import { readJson } from './read-json.mjs';
import { bindingFile } from './tensorflow/binding.mjs';
import { writeFileAtomic } from './write-file-atomic.mjs';

/**
 * What the last complete set-up found, so that the next one need not load every library again.
 * @typedef {object} Stamp
 * @property {number} formatVersion
 * @property {string} machine Node ABI, platform, processor
 * @property {Record<string, string>} files size and time of every compiled addon
 * @property {string} asked the environment switches and the GPU that TensorFlow was chosen for
 * @property {import('./tensorflow/provision-tensorflow.mjs').Provided} tensorflow
 * @property {import('./kernels.mjs').Kernels} kernels
 */

const FORMAT_VERSION = 2;

/**
 * @param {import('./layout.mjs').Layout} layout
 * @returns {Stamp | undefined}
 */
export function readStamp(layout) {
  const value = /** @type {Stamp | undefined} */ (readJson(layout.stampFile));
  return value?.formatVersion === FORMAT_VERSION ? value : undefined;
}

/**
 * @param {import('./layout.mjs').Layout} layout
 * @param {Pick<Stamp, 'asked' | 'tensorflow' | 'kernels'>} found
 */
export function writeStamp(layout, { asked, tensorflow, kernels }) {
  const names = [...ADDONS.map(({ name }) => name), 'tfjs-binding', 'kernels'];
  /** @type {Stamp} */
  const stamp = {
    formatVersion: FORMAT_VERSION,
    machine: machine(),
    files: Object.fromEntries(names.map((name) => [name, fingerprint(layout, name)])),
    asked,
    tensorflow,
    kernels,
  };
  writeFileAtomic(layout.stampFile, `${JSON.stringify(stamp, null, 2)}\n`);
}

/** @returns {string} */
export function machine() {
  return `node-abi-${process.versions.modules} ${process.platform} ${process.arch}`;
}

/**
 * @param {import('./layout.mjs').Layout} layout
 * @param {string} name an addon, `tfjs-binding` or `kernels`
 * @returns {string} changes when the compiled file does; `none` when it is not there
 */
export function fingerprint(layout, name) {
  const stat = statSync(compiledFile(layout, name), { throwIfNoEntry: false });
  return stat === undefined ? 'none' : `${stat.size} bytes, ${stat.mtimeMs}`;
}

/**
 * @param {import('./layout.mjs').Layout} layout
 * @param {string} name
 */
function compiledFile(layout, name) {
  if (name === 'kernels') return kernelsFile(layout);
  const addon = ADDONS.find((candidate) => candidate.name === name);
  return addon === undefined ? bindingFile(layout) : path.join(layout.nodeModules, addon.name, addon.file);
}
