import { existsSync } from 'node:fs';
import path from 'node:path';
import { BenchError } from '../bench-error.mjs';
import { findPeer } from '../find-peer.mjs';
import { makeFigure } from '../make-figure.mjs';
import { measureRounds } from '../measure-rounds.mjs';

const PHOTOS = 1000;

/** What PyTorch is told; its figure is the better one with and without processes that decode beside it. */
const TORCH = /** @type {const} */ ({ torch: [], 'torch-compile': ['--compile'] });
const WORKERS = /** @type {const} */ ([0, 2]);

const FIELDS = /** @type {const} */ ({ photosPerSecond: 'photos/s', peakRssMiB: 'MiB' });

/**
 * Photos from disk to embeddings of EfficientNet-Lite0, beside a bare loop over the same runtime and beside PyTorch with Pillow.
 * @param {import('../benchmarks.mjs').BenchmarkOptions} options
 * @returns {Promise<import('../make-figure.mjs').Figure[]>}
 */
export async function measureEmbed({ root, env, say, machine, rounds, steps, size }) {
  const datasets = path.resolve(root, env['SUPCON_DATASETS'] ?? '../shared/datasets');
  const data = path.join(datasets, 'imagenet5/train');
  if (!existsSync(data)) throw new BenchError(`there is no ${data}; set SUPCON_DATASETS to the folder that holds imagenet5/`);
  const shape = ['--data', data, '--photos', String(PHOTOS), '--size', String(size), '--steps', String(steps)];
  const script = path.join(root, 'packages/train/bench/our-embed.mjs');
  const own = (/** @type {string[]} */ ...more) => ({ command: process.execPath, args: [script, ...shape, ...more] });
  const value = await measureRounds({
    entrants: [
      { name: 'ours', program: own() },
      { name: 'bare loop', program: own('--bare') },
      ...Object.entries(TORCH).flatMap(([name, args]) =>
        WORKERS.map((workers) => ({
          name: entrant(name, workers),
          program: findPeer({ root, env, script: 'embed_torch.py', args: [...args, '--workers', String(workers), ...shape] }),
        })),
      ),
    ],
    fields: FIELDS,
    rounds,
    env,
    say,
  });
  /** With the number of workers that gives the peer its best rate. @type {(peer: string, field: keyof typeof FIELDS) => number | null} */
  const best = (peer, field) => {
    const rates = WORKERS.map((workers) => value(entrant(peer, workers), 'photosPerSecond') ?? 0);
    return value(entrant(peer, WORKERS[rates.indexOf(Math.max(...rates))] ?? 0), field);
  };
  /** @type {(label: string, field: keyof typeof FIELDS) => import('../make-figure.mjs').Figure} */
  const figure = (label, field) =>
    makeFigure({
      name: `embed ${label}`,
      unit: FIELDS[field],
      ours: value('ours', field) ?? Number.NaN,
      peers: { 'bare loop': value('bare loop', field), ...Object.fromEntries(Object.keys(TORCH).map((peer) => [peer, best(peer, field)])) },
      machine,
    });
  return [figure('throughput', 'photosPerSecond'), figure('peak RSS', 'peakRssMiB')];
}

/** @param {string} peer @param {number} workers */
function entrant(peer, workers) {
  return `${peer}, ${workers} workers`;
}
