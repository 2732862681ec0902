import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { findPeer } from '../find-peer.mjs';
import { makeFigure } from '../make-figure.mjs';
import { measureRounds } from '../measure-rounds.mjs';

const IMAGES = 32;

/** Each a script with its arguments. */
const FLOAT32_PEERS = /** @type {const} */ ({
  keras: ['infer_keras.py'],
  torch: ['infer_torch.py'],
  'torch-compile': ['infer_torch.py', '--compile'],
  openvino: ['infer_openvino.py'],
});

/** With fewer bits; the last one runs our quantized encoder. */
const REDUCED_PEERS = /** @type {const} */ ({
  'torch-compile bfloat16': ['infer_torch.py', '--compile', '--bf16'],
  'openvino bfloat16': ['infer_openvino.py', '--bf16'],
  'openvino int8': ['infer_openvino.py', '--int8'],
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
    const float32 = path.join(folder, 'artifact/encoder.onnx');
    const int8 = path.join(folder, 'int8.onnx');
    await freezeRandomEncoder(path.join(folder, 'artifact'), size);
    writeFileSync(path.join(folder, 'images.f32'), drawImages(IMAGES, size));
    const quantizer = path.join(root, 'packages/train/bench/quantize-encoder.mjs');
    const about = ['--onnx', float32, '--images', path.join(folder, 'images.f32'), '--size', String(size), '--to', int8];
    await promisify(execFile)(process.execPath, [quantizer, ...about], { env });
    /** @type {(flags: readonly string[]) => string[]} */
    const args = (flags) => [
      ...['--onnx', flags.includes('--int8') ? int8 : float32, '--images', path.join(folder, 'images.f32')],
      ...['--embeddings', path.join(folder, 'embeddings.f32'), '--size', String(size), '--steps', String(steps), ...flags],
    ];
    /** @type {(flags: readonly string[]) => { command: string, args: string[] }} */
    const ours = (flags) => ({ command: process.execPath, args: [path.join(root, 'packages/server/bench/our-infer.mjs'), ...args(flags)] });
    const value = await measureRounds({
      entrants: [
        // First in the first round: it writes the embeddings that the others are held to.
        { name: 'ours', program: ours([]) },
        { name: 'ours int8', program: ours(['--int8']) },
        ...Object.entries({ ...FLOAT32_PEERS, ...REDUCED_PEERS }).map(([name, [script, ...flags]]) => ({
          name,
          program: findPeer({ root, env, script, args: args(flags) }),
        })),
      ],
      fields: { batch1Ms: 'ms for 1', batch32Ms: 'ms for 32' },
      rounds,
      env,
      say,
    });
    /** @type {(name: string, unit: string, of: (entrant: string) => number | null) => import('../make-figure.mjs').Figure[]} */
    const figures = (name, unit, of) =>
      /** @type {const} */ ([
        ['float32', 'ours', Object.keys(FLOAT32_PEERS)],
        ['int8', 'ours int8', Object.keys(REDUCED_PEERS)],
      ]).map(([precision, entrant, peers]) =>
        makeFigure({
          name: `infer ${precision} ${name}`,
          unit,
          ours: of(entrant) ?? Number.NaN,
          peers: Object.fromEntries(peers.map((peer) => [peer, of(peer)])),
          machine,
        }),
      );
    return [
      ...figures('batch 1 latency', 'ms', (entrant) => value(entrant, 'batch1Ms')),
      ...figures('batch 32 latency', 'ms', (entrant) => value(entrant, 'batch32Ms')),
      ...figures('batch 32 throughput', 'images/s', (entrant) => {
        const ms = value(entrant, 'batch32Ms');
        return ms === null ? null : (IMAGES * 1000) / ms;
      }),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
