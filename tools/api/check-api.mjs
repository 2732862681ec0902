#!/usr/bin/env node
/** Says what of the API's description would break clients of the one that was released last (tools/api/released.json); exit status 1 where something would.
 * usage: node tools/api/check-api.mjs [--release]   (what `npx nx run tools:api` runs); --release keeps today's description as the released one */
import path from 'node:path';
import { readJson } from '../setup/read-json.mjs';
import { writeFileAtomic } from '../setup/write-file-atomic.mjs';
import { findBreakingChanges } from './find-breaking-changes.mjs';
import { withoutWords } from './without-words.mjs';

const kept = path.join(import.meta.dirname, 'released.json');
const today = withoutWords(
  /** @type {import('./compare-schemas.mjs').Part} */ (readJson(path.join(import.meta.dirname, '../../packages/sdk/openapi.json'))),
);
if (process.argv.includes('--release')) {
  writeFileAtomic(kept, `${JSON.stringify(today)}\n`);
} else {
  const changes = findBreakingChanges(/** @type {import('./compare-schemas.mjs').Part} */ (readJson(kept)), today);
  for (const change of changes) process.stderr.write(`${change}\n`);
  if (changes.length > 0)
    process.stderr.write(
      '\nClients of the released API would stumble over this. Take it back, or where that has to be: a new major version, CHANGELOG.md, and node tools/api/check-api.mjs --release\n',
    );
  process.exitCode = changes.length > 0 ? 1 : 0;
}
