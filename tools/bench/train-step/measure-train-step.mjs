import { fileURLToPath } from 'node:url';
import { BenchError } from '../bench-error.mjs';
import { findPeer } from '../find-peer.mjs';
import { makeFigure } from '../make-figure.mjs';
import { measureRounds } from '../measure-rounds.mjs';

/** One precision: what our step is called with, and the peers beside it, each a script of SUPCON_PEERS with its arguments. */
const COMPARISONS = /** @type {const} */ ([
  {
    precision: 'float32',
    peers: [
      { name: 'keras', script: 'train_step_keras.py', args: ['--precision', 'float32'] },
      { name: 'torch', script: 'train_step_torch.py', args: [] },
      { name: 'torch-compile', script: 'train_step_torch.py', args: ['--compile'] },
    ],
  },
  {
    precision: 'bfloat16',
    peers: [
      { name: 'keras', script: 'train_step_keras.py', args: ['--precision', 'mixed_bfloat16'] },
      { name: 'torch-compile', script: 'train_step_torch.py', args: ['--bf16', '--compile'] },
    ],
  },
]);

const FIELDS = /** @type {const} */ ({ imagesPerSecond: 'images/s', peakRssMiB: 'MiB' });

/**
 * Measures every precision, or those asked for, ours and the peers one after the other.
 * @param {import('../benchmarks.mjs').BenchmarkOptions} options
 * @returns {Promise<import('../make-figure.mjs').Figure[]>}
 */
export async function measureTrainStep({ root, env, say, machine, rounds, steps, batch, size, only = '' }) {
  const comparisons = COMPARISONS.filter(({ precision }) => `train-step ${precision}`.includes(only));
  if (comparisons.length === 0) throw new BenchError(`no figure of train-step has '${only}' in its name; try float32 or bfloat16`, 2);
  const shape = ['--batch', String(batch), '--size', String(size), '--steps', String(steps)];
  const ours = fileURLToPath(new URL('our-train-step.mjs', import.meta.url));
  const entrants = comparisons.flatMap(({ precision, peers }) => [
    { name: `${precision} ours`, program: { command: process.execPath, args: [ours, '--precision', precision, ...shape] } },
    ...peers.map(({ name, script, args }) => ({
      name: `${precision} ${name}`,
      program: findPeer({ root, env, script, args: [...args, ...shape] }),
    })),
  ]);
  const value = await measureRounds({ entrants, fields: FIELDS, rounds, env, say });
  return comparisons.flatMap(({ precision, peers }) => {
    /** @type {(label: string, field: keyof typeof FIELDS) => import('../make-figure.mjs').Figure} */
    const figure = (label, field) =>
      makeFigure({
        name: `train-step ${precision} ${label}`,
        unit: FIELDS[field],
        ours: value(`${precision} ours`, field) ?? Number.NaN,
        peers: Object.fromEntries(peers.map((peer) => [peer.name, value(`${precision} ${peer.name}`, field)])),
        machine,
      });
    return [figure('throughput', 'imagesPerSecond'), figure('peak RSS', 'peakRssMiB')];
  });
}
