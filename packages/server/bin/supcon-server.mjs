#!/usr/bin/env node
import { createRequire } from 'node:module';

// Tried before anything else: npm may have been told not to compile them (`ignore-scripts`), or they were compiled for another Node, and
// a database that cannot be opened for that must not be taken for a damaged one.
const require = createRequire(import.meta.url);
try {
  require('hnswlib-node');
  new (require('better-sqlite3'))(':memory:').close();
} catch (error) {
  const [reason] = (error instanceof Error ? error.message : String(error)).split('\n');
  process.stderr.write(
    `supcon-server: an addon does not load: ${reason} To mend it: npm rebuild --ignore-scripts=false hnswlib-node better-sqlite3; beside @supcon/train, or in a checkout: npx supcon setup\n`,
  );
  process.exit(1);
}
await import('../dist/cli/run-cli.js');
