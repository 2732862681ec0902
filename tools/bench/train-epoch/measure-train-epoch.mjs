import { existsSync } from 'node:fs';
import path from 'node:path';
import { BenchError } from '../bench-error.mjs';
import { findPeer } from '../find-peer.mjs';
import { makeFigure } from '../make-figure.mjs';
import { measureRounds } from '../measure-rounds.mjs';

/** The first epoch, and later ones: more of ours, whose share of the step alone is a figure of its own. */
const EPOCHS = { ours: 5, peers: 2 };

/** PyTorch's loader with and without worker processes: the figure is the better of the two. */
const WORKERS = /** @type {const} */ ([0, 2]);

/** What is trained in, our arguments, and PyTorch's: photos decoded in every epoch as people do, or once into memory as we do. */
const COMPARISONS = /** @type {const} */ ([
  {
    name: 'float32',
    ours: ['--precision', 'float32'],
    peers: [
      { name: 'torch', args: ['--pil'] },
      { name: 'torch, decoded once', args: ['--cached'] },
    ],
  },
  {
    name: 'bfloat16',
    ours: ['--precision', 'bfloat16'],
    peers: [{ name: 'torch-compile, decoded once', args: ['--cached', '--bf16', '--compile'] }],
  },
  // The dearest policy: how much of it hides behind the step.
  { name: 'float32, stacked RandAugment', ours: ['--precision', 'float32', '--policy', 'stacked-rand-augment'], peers: [] },
]);

const FIELDS = /** @type {const} */ ({
  firstEpochViewsPerSecond: 'views/s in the first epoch',
  viewsPerSecond: 'views/s in a later one',
  stepViewsPerSecond: 'views/s in the step alone',
  epochShare: 'of the step alone',
  peakRssMiB: 'MiB',
});

/**
 * Whole epochs from photos on disk, ours beside PyTorch with torchvision's transforms.
 * @param {import('../benchmarks.mjs').BenchmarkOptions} options
 * @returns {Promise<import('../make-figure.mjs').Figure[]>}
 */
export async function measureTrainEpoch({ root, env, say, machine, rounds, steps, batch, size }) {
  const datasets = path.resolve(root, env['SUPCON_DATASETS'] ?? '../shared/datasets');
  const data = path.join(datasets, 'imagenet5/train');
  if (!existsSync(data)) throw new BenchError(`there is no ${data}; set SUPCON_DATASETS to the folder that holds imagenet5/`);
  const shape = ['--data', data, ...['--batch', String(batch), '--size', String(size), '--steps', String(steps)]];
  const program = path.join(root, 'packages/train/bench/our-train-epoch.mjs');
  const value = await measureRounds({
    entrants: COMPARISONS.flatMap(({ name, ours, peers }) => [
      { name: `${name} ours`, program: { command: process.execPath, args: [program, ...ours, '--epochs', String(EPOCHS.ours), ...shape] } },
      ...peers.flatMap((peer) =>
        WORKERS.map((workers) => ({
          name: entrant(name, peer.name, workers),
          program: findPeer({
            root,
            env,
            script: 'train_epoch_torch.py',
            args: [...peer.args, '--workers', String(workers), '--epochs', String(EPOCHS.peers), ...shape],
          }),
        })),
      ),
    ]),
    fields: FIELDS,
    rounds,
    env,
    say,
  });

  return COMPARISONS.flatMap(({ name, peers }) => {
    /** @type {(field: keyof typeof FIELDS) => number} */
    const ours = (field) => value(`${name} ours`, field) ?? Number.NaN;
    /** The peer's value with the number of workers that gives it the faster later epoch.
     * @type {(peer: string, field: keyof typeof FIELDS) => number | null} */
    const best = (peer, field) => {
      const rates = WORKERS.map((workers) => value(entrant(name, peer, workers), 'viewsPerSecond') ?? 0);
      return value(entrant(name, peer, WORKERS[rates.indexOf(Math.max(...rates))] ?? 0), field);
    };
    /** @type {(label: string, unit: string, of: (read: (field: keyof typeof FIELDS) => number | null) => number | null) => import('../make-figure.mjs').Figure} */
    const figure = (label, unit, of) =>
      makeFigure({
        name: `train-epoch ${name} ${label}`,
        unit,
        ours: of(ours) ?? Number.NaN,
        peers: Object.fromEntries(peers.map((peer) => [peer.name, of((field) => best(peer.name, field))])),
        machine,
      });
    return [
      figure('first epoch with decoding', 'views/s', (read) => read('firstEpochViewsPerSecond')),
      figure('later epoch', 'views/s', (read) => read('viewsPerSecond')),
      figure('step alone', 'views/s', (read) => read('stepViewsPerSecond')),
      figure('later epoch / step alone', 'ratio', (read) => read('epochShare')),
      figure('peak RSS', 'MiB', (read) => read('peakRssMiB')),
    ];
  });
}

/**
 * @param {string} comparison
 * @param {string} peer
 * @param {number} workers
 */
function entrant(comparison, peer, workers) {
  return `${comparison} ${peer}, ${workers} workers`;
}
