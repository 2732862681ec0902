import { main } from './cli.js';

// What bin/supcon.mjs loads: the only file that does something when imported.
// `supcon recipes | head` closes our output early; that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});
process.exitCode = await main(process.argv.slice(2));
