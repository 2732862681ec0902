import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { BenchError } from '../bench-error.mjs';
import { makeFigure, median } from '../make-figure.mjs';
import { runContender } from '../run-contender.mjs';

/**
 * @typedef {object} Measurement
 * @property {number} imagesPerSecond
 * @property {number} peakRssMiB
 */

/** One precision: what our step is called with, and the peers beside it, each a script of SUPCON_PEERS with its arguments. */
const COMPARISONS = /** @type {const} */ ([
  {
    precision: 'float32',
    peers: [
      { name: 'keras', script: 'train_step_keras.py', args: ['--precision', 'float32'] },
      { name: 'torch', script: 'train_step_torch.py', args: [] },
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

/** torch.compile takes minutes on a slow machine; nothing else should. */
const TIMEOUT_MS = 15 * 60_000;

/**
 * Measures every precision, ours and the peers one after the other, each alone in its process. Every second round runs in reverse order, so
 * that a machine that grows slower or faster meanwhile favours nobody.
 * @param {import('../benchmarks.mjs').BenchmarkOptions} options
 * @returns {Promise<import('../make-figure.mjs').Figure[]>}
 */
export async function measureTrainStep({ root, env, say, machine, rounds, steps, batch, size }) {
  const shape = ['--batch', String(batch), '--size', String(size), '--steps', String(steps)];
  const contenders = COMPARISONS.flatMap(({ precision, peers }) => [
    { precision, name: 'ours', run: () => measureOurs({ env, precision, shape }) },
    ...peers.map(({ name, script, args }) => ({
      precision,
      name,
      run: () => measurePeer({ root, env, script, args: [...args, ...shape] }),
    })),
  ]);
  /** @type {Map<string, Measurement[]>} */
  const measured = new Map();
  /** @type {Set<string>} */
  const unable = new Set();
  for (let round = 0; round < rounds; round++) {
    for (const { precision, name, run } of round % 2 === 0 ? contenders : contenders.toReversed()) {
      const key = `${precision} ${name}`;
      if (unable.has(key)) continue;
      const outcome = await run();
      if ('reason' in outcome) {
        if (name === 'ours') throw new BenchError(`our own step did not run in ${precision}: ${outcome.reason}`);
        unable.add(key);
        say(`bench: ${key} cannot run: ${outcome.reason}`);
        continue;
      }
      measured.set(key, [...(measured.get(key) ?? []), outcome]);
      say(
        `bench: round ${round + 1}/${rounds}, ${key}: ${outcome.imagesPerSecond.toFixed(2)} images/s, ${outcome.peakRssMiB.toFixed(0)} MiB`,
      );
    }
  }
  return COMPARISONS.flatMap(({ precision, peers }) => {
    /** @type {(name: string, field: keyof Measurement) => number | null} */
    const value = (name, field) => {
      const key = `${precision} ${name}`;
      const values = (measured.get(key) ?? []).map((measurement) => measurement[field]);
      return unable.has(key) || values.length === 0 ? null : median(values);
    };
    /** @type {(figure: string, unit: string, field: keyof Measurement) => import('../make-figure.mjs').Figure} */
    const figure = (label, unit, field) =>
      makeFigure({
        name: `train-step ${precision} ${label}`,
        unit,
        ours: value('ours', field) ?? Number.NaN,
        peers: Object.fromEntries(peers.map((peer) => [peer.name, value(peer.name, field)])),
        machine,
      });
    return [figure('throughput', 'images/s', 'imagesPerSecond'), figure('peak RSS', 'MiB', 'peakRssMiB')];
  });
}

/** @param {{ env: NodeJS.ProcessEnv, precision: string, shape: readonly string[] }} options */
async function measureOurs({ env, precision, shape }) {
  const script = fileURLToPath(new URL('our-train-step.mjs', import.meta.url));
  return measure(process.execPath, [script, '--precision', precision, ...shape], env);
}

/** @param {{ root: string, env: NodeJS.ProcessEnv, script: string, args: readonly string[] }} options */
async function measurePeer({ root, env, script, args }) {
  const file = path.resolve(root, env['SUPCON_PEERS'] ?? '../shared/peers', script);
  if (!existsSync(file)) return { reason: `there is no ${file}; set SUPCON_PEERS to the folder with the peers' scripts` };
  return measure(env['SUPCON_PEERS_PYTHON'] ?? 'python3', [file, ...args], env);
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Measurement | { reason: string }>}
 */
async function measure(command, args, env) {
  const outcome = await runContender({ command, args, env: { TF_CPP_MIN_LOG_LEVEL: '3', ...env }, timeoutMs: TIMEOUT_MS });
  if (!outcome.ok) return { reason: outcome.reason };
  const { imagesPerSecond, peakRssMiB } = outcome.value;
  if (!isPositive(imagesPerSecond) || !isPositive(peakRssMiB))
    return { reason: `imagesPerSecond and peakRssMiB must be numbers above 0, got ${String(imagesPerSecond)} and ${String(peakRssMiB)}` };
  return { imagesPerSecond, peakRssMiB };
}

/**
 * @param {unknown} value
 * @returns {value is number}
 */
function isPositive(value) {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}
