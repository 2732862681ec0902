import { rmSync } from 'node:fs';
import path from 'node:path';
import { SWITCHED_OFF } from './tensorflow/provision-tensorflow.mjs';
import { readJson } from './read-json.mjs';
import { writeFileAtomic } from './write-file-atomic.mjs';

/** @typedef {import('./tensorflow/provision-tensorflow.mjs').Provided} Provided */

const NETWORK_FIX =
  'make PyPI reachable for `python3 -m pip`, or set SUPCON_LIBTENSORFLOW to a folder with TensorFlow, then: npm run setup';

/**
 * @param {Provided} provided
 * @returns {string} what a person does to get from WebAssembly to TensorFlow
 */
export function tensorflowFix({ refused }) {
  return refused.some(({ source }) => source === SWITCHED_OFF) ? 'unset SUPCON_TENSORFLOW, then: npm run setup' : NETWORK_FIX;
}

/**
 * Leaves beside the binding what it was linked to and, for wasm, why and how to mend it. `doctor` and the backend selection of
 * @supcon/core read it. For wasm the links are taken away, so that what the marker says is what a process gets.
 * @param {import('./layout.mjs').Layout} layout
 * @param {Provided} provided
 */
export function writeBackendMarker(layout, provided) {
  if (provided.backend === 'wasm') rmSync(path.join(layout.binding, 'deps'), { recursive: true, force: true });
  const marker = provided.backend === 'wasm' ? { ...provided, fix: tensorflowFix(provided) } : provided;
  writeFileAtomic(layout.markerFile, `${JSON.stringify(marker, null, 2)}\n`);
}

/**
 * @param {Provided} provided
 * @returns {string} the notice for a machine that has to train on WebAssembly
 */
export function wasmNotice(provided) {
  return [
    '!! No TensorFlow for this machine: training runs on WebAssembly, about 10 times slower.',
    ...provided.refused.map(({ source, reason }) => `!!   ${source}: ${reason.replaceAll('\n', '\n!!     ')}`),
    `!! To mend it: ${tensorflowFix(provided)}`,
  ].join('\n');
}

/**
 * @param {import('./layout.mjs').Layout} layout
 * @returns {Provided | undefined}
 */
export function readMarker(layout) {
  return /** @type {Provided | undefined} */ (readJson(layout.markerFile));
}
