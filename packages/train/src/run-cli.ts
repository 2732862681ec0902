import { main } from './cli.js';

// What bin/supcon.mjs loads: the only file that does something when imported.
process.exitCode = await main(process.argv.slice(2));
