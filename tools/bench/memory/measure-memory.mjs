import { fileURLToPath } from 'node:url';
import { BenchError } from '../bench-error.mjs';
import { makeFigure } from '../make-figure.mjs';
import { measureRounds } from '../measure-rounds.mjs';

/** What is held against what: the whole batch at once, activations computed again, and that in chunks. */
const WAYS = /** @type {const} */ ([
  { name: 'batch 64', args: ['--batch', '64'] },
  { name: 'batch 128', args: ['--batch', '128'] },
  { name: 'batch 256', args: ['--batch', '256'] },
  { name: 'batch 64 checkpointed', args: ['--batch', '64', '--checkpoint-activations'] },
  { name: 'batch 128 checkpointed', args: ['--batch', '128', '--checkpoint-activations'] },
  { name: 'batch 256 checkpointed', args: ['--batch', '256', '--checkpoint-activations'] },
  { name: 'batch 1024 in chunks of 128 checkpointed', args: ['--batch', '1024', '--chunk', '128', '--checkpoint-activations'] },
]);

/**
 * Peak memory of training steps, each case alone in its process.
 * @param {import('../benchmarks.mjs').BenchmarkOptions} options
 * @returns {Promise<import('../make-figure.mjs').Figure[]>}
 */
export async function measureMemory({ env, say, machine, rounds, steps, size, only = '' }) {
  const script = fileURLToPath(new URL('our-peak-memory.mjs', import.meta.url));
  const shape = ['--size', String(size), '--steps', String(steps)];
  const cases = ['float32', 'bfloat16']
    .flatMap((precision) => WAYS.map(({ name, args }) => ({ name: `${precision} ${name}`, args: ['--precision', precision, ...args] })))
    .filter(({ name }) => name.includes(only));
  if (cases.length === 0) throw new BenchError(`no figure of memory has '${only}' in its name; try float32, "batch 64" or checkpointed`, 2);
  const value = await measureRounds({
    entrants: cases.map(({ name, args }) => ({
      name: `${name} ours`,
      program: { command: process.execPath, args: [script, ...args, ...shape] },
    })),
    fields: { peakRssMiB: 'MiB' },
    rounds,
    env,
    say,
  });
  return cases.map(({ name }) =>
    makeFigure({ name: `memory ${name}`, unit: 'MiB', ours: value(`${name} ours`, 'peakRssMiB') ?? Number.NaN, peers: {}, machine }),
  );
}
