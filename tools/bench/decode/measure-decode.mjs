import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { BenchError } from '../bench-error.mjs';
import { findPeer } from '../find-peer.mjs';
import { makeFigure } from '../make-figure.mjs';
import { measureRounds } from '../measure-rounds.mjs';

/**
 * Photos to pixels, and batches of pixels out of the cache.
 * @param {import('../benchmarks.mjs').BenchmarkOptions} options
 * @returns {Promise<import('../make-figure.mjs').Figure[]>}
 */
export async function measureDecode({ root, env, say, machine, rounds, steps, batch, size }) {
  const datasets = path.resolve(root, env['SUPCON_DATASETS'] ?? '../shared/datasets');
  const data = path.join(datasets, 'imagenet5/train');
  if (!existsSync(data)) throw new BenchError(`there is no ${data}; set SUPCON_DATASETS to the folder that holds imagenet5/`);
  const cores = os.availableParallelism();
  const sides = ['--size', String(size)];
  const passes = ['--data', data, '--steps', String(steps)];
  const ours = [path.join(root, 'packages/train/bench/our-decode.mjs'), ...passes, ...sides, '--batch', String(batch)];
  /** @type {(script: string, ...args: string[]) => import('../measure-rounds.mjs').Entrant['program']} */
  const peer = (script, ...args) => findPeer({ root, env, script, args });
  const processes = ['--processes', String(cores)];
  /** One row of the table: who takes part, ours first. */
  const groups = [
    {
      name: 'decode throughput',
      ours: { command: process.execPath, args: ours },
      peers: {
        'pillow, 1 process': peer('decode_pillow.py', ...passes, ...sides),
        [`pillow, ${cores} processes`]: peer('decode_pillow.py', ...passes, ...sides, ...processes),
        [`pillow draft, ${cores} processes`]: peer('decode_pillow.py', ...passes, ...sides, ...processes, '--draft'),
        [`libjpeg-turbo alone, ${cores} processes`]: peer('decode_turbojpeg.py', ...passes, ...processes),
      },
    },
    {
      name: 'decode cached batches',
      ours: { command: process.execPath, args: [...ours, '--cached'] },
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
