import { fileURLToPath } from 'node:url';
import { BenchError } from '../bench-error.mjs';
import { findPeer } from '../find-peer.mjs';
import { makeFigure } from '../make-figure.mjs';
import { measureRounds } from '../measure-rounds.mjs';

/** What a step stores its activations in and by what it normalises, and what the peer is told for that. */
const STEPS = /** @type {const} */ ([
  { name: 'float32', ours: ['--precision', 'float32'], theirs: [] },
  {
    name: 'float32 pretrained statistics',
    ours: ['--precision', 'float32', '--statistics', 'pretrained'],
    theirs: ['--statistics', 'pretrained'],
  },
  { name: 'bfloat16', ours: ['--precision', 'bfloat16'], theirs: ['--bf16'] },
  {
    name: 'bfloat16 pretrained statistics',
    ours: ['--precision', 'bfloat16', '--statistics', 'pretrained'],
    theirs: ['--bf16', '--statistics', 'pretrained'],
  },
]);

const PEERS = /** @type {const} */ ([
  { name: 'torch', args: [] },
  { name: 'torch-compile', args: ['--compile'] },
]);

const LABELS = /** @type {const} */ (['throughput', 'peak RSS']);

const FIELDS = /** @type {const} */ ({ imagesPerSecond: 'images/s', peakRssMiB: 'MiB' });

/**
 * Measures every kind of step, or those asked for, ours and the peers one after the other.
 * @param {import('../benchmarks.mjs').BenchmarkOptions} options
 * @returns {Promise<import('../make-figure.mjs').Figure[]>}
 */
export async function measureFinetune({ root, env, say, machine, rounds, steps, batch, size, only = '' }) {
  const wanted = STEPS.filter(({ name }) => LABELS.some((label) => `finetune ${name} ${label}`.includes(only)));
  if (wanted.length === 0)
    throw new BenchError(`no figure of finetune has '${only}' in its name; try 'float32 throughput', bfloat16 or pretrained`, 2);
  const shape = ['--batch', String(batch), '--size', String(size), '--steps', String(steps)];
  const script = fileURLToPath(new URL('our-finetune-step.mjs', import.meta.url));
  const entrants = wanted.flatMap(({ name, ours, theirs }) => [
    { name: `${name} ours`, program: { command: process.execPath, args: [script, ...ours, ...shape] } },
    ...PEERS.map((peer) => ({
      name: `${name} ${peer.name}`,
      program: findPeer({ root, env, script: 'finetune_torch.py', args: [...theirs, ...peer.args, ...shape] }),
    })),
  ]);
  const value = await measureRounds({ entrants, fields: FIELDS, rounds, env, say });
  return wanted.flatMap(({ name }) => {
    /** @type {(label: string, field: keyof typeof FIELDS) => import('../make-figure.mjs').Figure} */
    const figure = (label, field) =>
      makeFigure({
        name: `finetune ${name} ${label}`,
        unit: FIELDS[field],
        ours: value(`${name} ours`, field) ?? Number.NaN,
        peers: Object.fromEntries(PEERS.map((peer) => [peer.name, value(`${name} ${peer.name}`, field)])),
        machine,
      });
    return [figure('throughput', 'imagesPerSecond'), figure('peak RSS', 'peakRssMiB')];
  });
}
