import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findPeer } from '../find-peer.mjs';
import { makeFigure } from '../make-figure.mjs';
import { measureRounds } from '../measure-rounds.mjs';

const IMAGES = 32;

/** Each a script with its arguments. */
const PEERS = /** @type {const} */ ({
  keras: ['infer_keras.py'],
  torch: ['infer_torch.py'],
  'torch-compile': ['infer_torch.py', '--compile'],
  'torch-compile bfloat16': ['infer_torch.py', '--compile', '--bf16'],
  openvino: ['infer_openvino.py'],
  'openvino bfloat16': ['infer_openvino.py', '--bf16'],
});

/**
 * The frozen encoder, for one image and for 32.
 * @param {import('../benchmarks.mjs').BenchmarkOptions} options
 * @returns {Promise<import('../make-figure.mjs').Figure[]>}
 */
export async function measureInfer({ root, env, say, machine, rounds, steps, size }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'supcon-infer-'));
  try {
    // Only now: `@supcon/core` is there when the checkout is set up and built.
    const { drawImages, freezeRandomEncoder } = await import('./freeze-random-encoder.mjs');
    await freezeRandomEncoder(path.join(folder, 'artifact'), size);
    writeFileSync(path.join(folder, 'images.f32'), drawImages(IMAGES, size));
    const args = [
      ...['--onnx', path.join(folder, 'artifact/encoder.onnx'), '--images', path.join(folder, 'images.f32')],
      ...['--embeddings', path.join(folder, 'embeddings.f32'), '--size', String(size), '--steps', String(steps)],
    ];
    const ours = { command: process.execPath, args: [path.join(root, 'packages/server/bench/our-infer.mjs'), ...args] };
    const value = await measureRounds({
      entrants: [
        // First in the first round: it writes the embeddings that the peers are held to.
        { name: 'ours', program: ours },
        ...Object.entries(PEERS).map(([name, [script, ...flags]]) => ({
          name,
          program: findPeer({ root, env, script, args: [...args, ...flags] }),
        })),
      ],
      fields: { batch1Ms: 'ms for 1', batch32Ms: 'ms for 32' },
      rounds,
      env,
      say,
    });
    /** @type {(name: string, unit: string, of: (entrant: string) => number | null) => import('../make-figure.mjs').Figure} */
    const figure = (name, unit, of) =>
      makeFigure({
        name: `infer ${name}`,
        unit,
        ours: of('ours') ?? Number.NaN,
        peers: Object.fromEntries(Object.keys(PEERS).map((peer) => [peer, of(peer)])),
        machine,
      });
    return [
      figure('batch 1 latency', 'ms', (entrant) => value(entrant, 'batch1Ms')),
      figure('batch 32 latency', 'ms', (entrant) => value(entrant, 'batch32Ms')),
      figure('batch 32 throughput', 'images/s', (entrant) => {
        const ms = value(entrant, 'batch32Ms');
        return ms === null ? null : (IMAGES * 1000) / ms;
      }),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
