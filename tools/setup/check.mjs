/**
 * One line of the doctor's report.
 * @typedef {object} Check
 * @property {string} name
 * @property {boolean} ok
 * @property {string} value what was found
 * @property {string} fix the command that mends it, empty when nothing is to be mended
 * @property {readonly import('./nvidia/query-gpus.mjs').Gpu[]} [gpus] of the GPU's line: what the driver tells of each
 */

/** @typedef {{ layout: import('./layout.mjs').Layout, env: NodeJS.ProcessEnv, execPath: string, gpu: import('./detect-gpu.mjs').Found }} Machine */

/**
 * @param {string} name
 * @param {string} value
 * @returns {Check}
 */
export function passed(name, value) {
  return { name, ok: true, value, fix: '' };
}

/**
 * @param {string} name
 * @param {string} value
 * @param {string} fix
 * @returns {Check}
 */
export function failed(name, value, fix) {
  return { name, ok: false, value, fix };
}
