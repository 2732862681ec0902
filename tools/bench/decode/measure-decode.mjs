import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { BenchError } from '../bench-error.mjs';
import { findPeer } from '../find-peer.mjs';
import { makeFigure } from '../make-figure.mjs';
import { measureRounds } from '../measure-rounds.mjs';
import { makeLargePhotos } from './make-large-photos.mjs';

/** Of 12 megapixels each. */
const LARGE_PHOTOS = 16;

/**
 * Photos to pixels, and batches of pixels out of the cache.
 * @param {import('../benchmarks.mjs').BenchmarkOptions} options
 * @returns {Promise<import('../make-figure.mjs').Figure[]>}
 */
export async function measureDecode(options) {
  const { root, env, say } = options;
  const datasets = path.resolve(root, env['SUPCON_DATASETS'] ?? '../shared/datasets');
  const small = path.join(datasets, 'imagenet5/train');
  if (!existsSync(small)) throw new BenchError(`there is no ${small}; set SUPCON_DATASETS to the folder that holds imagenet5/`);
  const large = mkdtempSync(path.join(os.tmpdir(), 'supcon-large-photos-'));
  try {
    say(`bench: making ${LARGE_PHOTOS} photos of 12 megapixels`);
    await makeLargePhotos(small, large, LARGE_PHOTOS);
    return await measure(options, small, large);
  } finally {
    rmSync(large, { recursive: true, force: true });
  }
}

/**
 * @param {import('../benchmarks.mjs').BenchmarkOptions} options
 * @param {string} small
 * @param {string} large folders of photos
 */
async function measure({ root, env, say, machine, rounds, steps, batch, size }, small, large) {
  const cores = os.availableParallelism();
  const sides = ['--size', String(size)];
  /** @param {string} data @param {string[]} more */
  const ours = (data, ...more) => ({
    command: process.execPath,
    args: [path.join(root, 'packages/train/bench/our-decode.mjs'), '--data', data, '--steps', String(steps), ...sides, ...more],
  });
  /** @param {string} script @param {string[]} args @returns {import('../measure-rounds.mjs').Entrant['program']} */
  const peer = (script, ...args) => findPeer({ root, env, script, args });
  /** One row of the table: who takes part, ours first. @param {string} name @param {string} data @param {number} processes */
  const row = (name, data, processes) => {
    const atOnce = processes === 1 ? ['--at-once', '1'] : [];
    const passes = ['--data', data, '--steps', String(steps), '--processes', String(processes)];
    return {
      name: `decode ${name}`,
      ours: ours(data, ...atOnce),
      peers: {
        'pillow bilinear': peer('decode_pillow.py', ...passes, ...sides, '--filter', 'bilinear'),
        'pillow lanczos': peer('decode_pillow.py', ...passes, ...sides),
        'pillow draft lanczos': peer('decode_pillow.py', ...passes, ...sides, '--draft'),
        sharp: ours(data, ...atOnce, '--sharp'),
        'libjpeg-turbo, no resize': peer('decode_turbojpeg.py', ...passes),
      },
    };
  };
  const groups = [
    row('small photos, one at a time', small, 1),
    row(`small photos, ${cores} cores`, small, cores),
    row('12 MP photos, one at a time', large, 1),
    row(`12 MP photos, ${cores} cores`, large, cores),
    {
      name: 'decode cached batches',
      ours: ours(small, '--batch', String(batch), '--cached'),
      peers: { 'numpy.memmap': peer('decode_memmap.py', ...sides, '--batch', String(batch)) },
    },
  ];
  const value = await measureRounds({
    entrants: groups.flatMap((group) => [
      { name: `${group.name} ours`, program: group.ours },
      ...Object.entries(group.peers).map(([name, program]) => ({ name: `${group.name} ${name}`, program })),
    ]),
    fields: { imagesPerSecond: 'images/s' },
    rounds,
    env,
    say,
  });
  return groups.map(({ name, peers }) =>
    makeFigure({
      name,
      unit: 'images/s',
      ours: value(`${name} ours`, 'imagesPerSecond') ?? Number.NaN,
      peers: Object.fromEntries(Object.keys(peers).map((key) => [key, value(`${name} ${key}`, 'imagesPerSecond')])),
      machine,
    }),
  );
}
