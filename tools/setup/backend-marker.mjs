import { rmSync } from 'node:fs';
import path from 'node:path';
import { writeFileAtomic } from './write-file-atomic.mjs';

/** @typedef {import('./tensorflow/provision-tensorflow.mjs').Provided} Provided */

/** What a person does when TensorFlow could not be provided. */
export const TENSORFLOW_FIX =
  'make PyPI reachable for `python3 -m pip`, or set SUPCON_LIBTENSORFLOW to a folder with TensorFlow, then: npm run setup -- --retry';

/**
 * Leaves beside the binding what it was linked to and, for wasm, why and how to mend it. `doctor` and the backend selection of
 * @supcon/core read it. For wasm the links are taken away, so that what the marker says is what a process gets.
 * @param {import('./layout.mjs').Layout} layout
 * @param {Provided} provided
 */
export function writeBackendMarker(layout, provided) {
  if (provided.backend === 'wasm') rmSync(path.join(layout.binding, 'deps'), { recursive: true, force: true });
  const marker = provided.backend === 'wasm' ? { ...provided, fix: TENSORFLOW_FIX } : provided;
  writeFileAtomic(layout.markerFile, `${JSON.stringify(marker, null, 2)}\n`);
}

/**
 * @param {Provided} provided
 * @returns {string} the notice for a machine that has to train on WebAssembly
 */
export function wasmNotice({ refused }) {
  return [
    '!! No TensorFlow for this machine: training runs on WebAssembly, about 10 times slower.',
    ...refused.map(({ source, reason }) => `!!   ${source}: ${reason.replaceAll('\n', '\n!!     ')}`),
    `!! To mend it: ${TENSORFLOW_FIX}`,
  ].join('\n');
}
