import { createInterface } from 'node:readline';
import { holdRun, type HeldRun } from '../src/run/hold-run.js';

/** For each line on stdin, a run's folder: gives back what it held before, takes that run, and says on stdout what came of it, `held` or the pid of who has it. Ends
 * with its input, as any program does. */
let held: HeldRun | undefined;
process.stdout.write('ready\n');
for await (const folder of createInterface({ input: process.stdin })) {
  held?.release();
  const outcome = await holdRun(folder);
  held = 'held' in outcome ? outcome.held : undefined;
  process.stdout.write(`${'held' in outcome ? 'held' : outcome.other.owner.pid}\n`);
}
