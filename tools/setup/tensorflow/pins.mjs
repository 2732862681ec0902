import { fileURLToPath } from 'node:url';
import { readJson } from '../read-json.mjs';

/**
 * One wheel of the official TensorFlow distribution, or one of NVIDIA's that its `[and-cuda]` extra names.
 * @typedef {object} Wheel
 * @property {string} requirement as pip takes it, `name==version`
 * @property {string} file its file name on the index
 * @property {string} sha256 of the wheel, lower-case hex
 * @property {number} bytes of the wheel
 * @property {number} extractedBytes what `extract` takes on disk
 * @property {string} platform pip's platform tag
 * @property {readonly string[]} extract paths, or folders ending in `/`, that are taken out of it
 */

/** @typedef {{ version: string, variants: Readonly<Record<string, readonly Wheel[]>> }} Pins */

/** @typedef {'cpu' | 'gpu'} Variant */

/** @returns {Pins} the wheels that this version of the project was tried with */
export function readPins() {
  return /** @type {Pins} */ (readJson(fileURLToPath(new URL('./wheels.json', import.meta.url))));
}

/**
 * @param {Pins} pins
 * @param {Variant} variant
 * @param {{ platform: string, arch: string }} machine
 * @returns {readonly Wheel[] | undefined} undefined where no wheel is known for this machine
 */
export function wheelsFor(pins, variant, { platform, arch }) {
  return pins.variants[`${platform}-${arch}-${variant}`];
}
