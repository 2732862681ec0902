#!/usr/bin/env node
/** Draws the packages and their rooms into docs/architecture.md, as the imports are now: `npm run rooms`. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeFileAtomic } from '../setup/write-file-atomic.mjs';
import { writeRoomMaps } from './write-room-maps.mjs';

const root = path.resolve(fileURLToPath(new URL('../..', import.meta.url)));
const file = path.join(root, 'docs/architecture.md');
try {
  const before = readFileSync(file, 'utf8');
  const after = await writeRoomMaps(before, root);
  if (after !== before) writeFileAtomic(file, after);
  process.stdout.write(`docs/architecture.md ${after === before ? 'is up to date' : 'has new drawings'}\n`);
} catch (error) {
  process.stderr.write(`rooms: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
