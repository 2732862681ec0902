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

/**
 * What the GPU build asks of a GPU and its driver. Sources: `build_info.py` of the wheel (CUDA 12.5.1; sm_60 to sm_89, compute_90), NVIDIA's release
 * notes of CUDA 12.5 and support matrix of cuDNN 9.10, the last one with kernels for Pascal and Volta.
 * @typedef {object} CudaNeeds
 * @property {string} version of the CUDA toolkit it was built with
 * @property {string} driver the oldest that runs programs of any CUDA 12
 * @property {string} capability the oldest compute capability that it has kernels for
 * @property {string} compiledBelow GPUs from this compute capability on get kernels that the driver compiles at their first use
 * @property {string} compilingDriver the oldest driver that can do so: the one of the toolkit
 */

/** @typedef {{ version: string, cuda?: CudaNeeds, variants: Readonly<Record<string, readonly Wheel[]>> }} Pins */

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
