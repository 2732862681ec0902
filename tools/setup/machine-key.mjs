/**
 * Prints what test results depend on beside the files of the checkout: nx hashes it, so that results of another Node or of another
 * backend are not taken for this one's.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLayout } from './layout.mjs';
import { readJson } from './read-json.mjs';

const { markerFile } = createLayout({ root: path.resolve(fileURLToPath(new URL('../..', import.meta.url))), env: process.env });
const marker = /** @type {import('./backend-marker.mjs').Provided | undefined} */ (readJson(markerFile));
const backend = marker === undefined ? 'no backend yet' : `${marker.backend} ${marker.version} ${marker.variant}`;
process.stdout.write(`node ${process.version} ${process.platform} ${process.arch}, ${backend}\n`);
