import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { makeFigure } from '../make-figure.mjs';
import { measureRounds } from '../measure-rounds.mjs';

/** What the backend takes by default: the binary has no more than eight. */
const THREADS = Math.min(availableParallelism(), 8);

/** ResNet-18 for small pictures as the recipe `quick` has it, and in full width. */
const ENCODERS = /** @type {const} */ ([
  { name: 'ResNet-18 of width 16', options: { depth: 18, stem: 'small', stemStride: 2, width: 16 } },
  { name: 'ResNet-18', options: { depth: 18, stem: 'small', stemStride: 2 } },
]);
const PEERS = /** @type {const} */ ([
  { name: 'one thread', args: ['--backend', 'wasm', '--threads', '1'] },
  { name: 'TensorFlow', args: ['--backend', 'native'] },
]);

/**
 * Training without TensorFlow: the WebAssembly backend with the processor's threads beside one, and TensorFlow on the same processor.
 * @param {import('../benchmarks.mjs').BenchmarkOptions} options
 * @returns {Promise<import('../make-figure.mjs').Figure[]>} images/s
 */
export async function measureTrainWasm({ env, say, machine, rounds, steps, batch, size }) {
  const script = fileURLToPath(new URL('../tfjs-step/our-tfjs-step.mjs', import.meta.url));
  const shape = ['--batch', String(batch), '--size', String(size), '--steps', String(steps)];
  const ours = { name: 'ours', args: ['--backend', 'wasm', '--threads', String(THREADS)] };
  const value = await measureRounds({
    entrants: ENCODERS.flatMap(({ name, options }) =>
      [ours, ...PEERS].map((contender) => ({
        name: `${name} ${contender.name}`,
        program: { command: process.execPath, args: [script, ...contender.args, '--encoder', JSON.stringify(options), ...shape] },
      })),
    ),
    fields: { imagesPerSecond: 'images/s' },
    rounds,
    env,
    say,
  });
  return ENCODERS.map(({ name }) =>
    makeFigure({
      name: `train-wasm ${name}, ${THREADS} ${THREADS === 1 ? 'thread' : 'threads'}`,
      unit: 'images/s',
      ours: value(`${name} ours`, 'imagesPerSecond') ?? Number.NaN,
      peers: Object.fromEntries(PEERS.map((peer) => [peer.name, value(`${name} ${peer.name}`, 'imagesPerSecond')])),
      machine,
    }),
  );
}
