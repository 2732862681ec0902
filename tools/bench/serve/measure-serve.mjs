import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { planResNet } from '@supcon/core';
import { BenchError } from '../bench-error.mjs';
import { findPeer } from '../find-peer.mjs';
import { freezeRandomEncoder } from '../infer/freeze-random-encoder.mjs';
import { makeFigure } from '../make-figure.mjs';
import { measureRounds } from '../measure-rounds.mjs';

/** Clients that each wait for their answer before they ask again. */
const CONNECTIONS = /** @type {const} */ ([1, 8, 64]);
/** More than the server takes at a time, and they ask again at once. */
const TOO_MANY = 512;

const FIELDS = /** @type {const} */ ({ perSecond: 'requests/s', p50Ms: 'ms', p99Ms: 'ms' });
const TITLES = /** @type {const} */ ({ perSecond: 'answered', p50Ms: 'median time', p99Ms: '99th percentile' });

/**
 * `POST /v1/classify` of photos over loopback, the load generator on the same cores, beside decoding and inference in a bare loop and beside the usual server in Python.
 * @param {import('../benchmarks.mjs').BenchmarkOptions} options
 * @returns {Promise<import('../make-figure.mjs').Figure[]>}
 */
export async function measureServe({ root, env, say, machine, rounds, steps, size }) {
  const photos = path.join(path.resolve(root, env['SUPCON_DATASETS'] ?? '../shared/datasets'), 'imagenet5/test');
  if (!existsSync(photos)) throw new BenchError(`there is no ${photos}; set SUPCON_DATASETS to the folder that holds imagenet5/`);
  const home = await mkdtemp(path.join(tmpdir(), 'supcon-serve-'));
  try {
    // As recipe imagenet5 makes it.
    const plan = planResNet({ depth: 18, stem: 'small', stemStride: 2, width: 32 });
    await freezeRandomEncoder(path.join(home, 'artifacts/bench/1'), size, plan);
    const script = fileURLToPath(new URL('run-serve.mjs', import.meta.url));
    const peer = findPeer({ root, env, script: 'serve_fastapi.py', args: [] });
    /** @type {(kind: 'ours' | 'bare' | 'fastapi', connections: number) => import('../measure-rounds.mjs').Entrant['program']} */
    const program = (kind, connections) => {
      const shape = ['--kind', kind, '--home', home, '--photos', photos, '--connections', String(connections)];
      const args = [script, ...shape, '--seconds', String(steps), '--size', String(size)];
      if (kind !== 'fastapi') return { command: process.execPath, args };
      if ('reason' in peer) return peer;
      return { command: process.execPath, args: [...args, '--python', peer.command, '--app', peer.args[0] ?? ''] };
    };
    const value = await measureRounds({
      entrants: [
        { name: 'bare loop', program: program('bare', 1) },
        ...CONNECTIONS.flatMap((count) => [
          { name: `${count} ours`, program: program('ours', count) },
          { name: `${count} FastAPI`, program: program('fastapi', count) },
        ]),
        { name: `${TOO_MANY} ours`, program: program('ours', TOO_MANY) },
      ],
      fields: FIELDS,
      rounds,
      env,
      say,
    });
    const fields = /** @type {(keyof typeof FIELDS)[]} */ (Object.keys(FIELDS));
    return [
      ...CONNECTIONS.flatMap((count) =>
        fields.map((field) =>
          makeFigure({
            name: `serve ${count} ${count === 1 ? 'connection' : 'connections'}: ${TITLES[field]}`,
            unit: FIELDS[field],
            ours: value(`${count} ours`, field) ?? Number.NaN,
            peers: {
              ...(field === 'perSecond' ? { 'bare loop': value('bare loop', field) } : {}),
              FastAPI: value(`${count} FastAPI`, field),
            },
            machine,
          }),
        ),
      ),
      ...fields.map((field) =>
        makeFigure({
          name: `serve ${TOO_MANY} connections that ask again at once: ${TITLES[field]}`,
          unit: FIELDS[field],
          ours: value(`${TOO_MANY} ours`, field) ?? Number.NaN,
          peers: { 'with 64': value('64 ours', field) },
          machine,
        }),
      ),
    ];
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
