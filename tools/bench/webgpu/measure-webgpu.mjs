import { fileURLToPath } from 'node:url';
import { BenchError } from '../bench-error.mjs';
import { makeFigure } from '../make-figure.mjs';
import { measureRounds } from '../measure-rounds.mjs';
import { CONVOLUTIONS, OPERATIONS } from './convolutions.mjs';
import { findAdapter } from './find-adapter.mjs';
import { float32Peak } from './float32-peak.mjs';

/** `share`: the side of its pictures beside `--size`. */
const NETWORKS = /** @type {const} */ ([
  { name: 'ResNet-50', encoder: { depth: 50, stem: 'imagenet' }, share: 1 },
  { name: 'ResNet-18', encoder: { depth: 18, stem: 'small', stemStride: 2 }, share: 3 / 4 },
]);
const PEER = "TensorFlow.js's shaders";
const KERNELS = /** @type {const} */ ([
  ['ours', 'own'],
  [PEER, 'tfjs'],
]);

/**
 * Training steps and single convolutions on the machine's WebGPU adapter, with this project's shaders and with TensorFlow.js's own.
 * @param {import('../benchmarks.mjs').BenchmarkOptions} options
 * @returns {Promise<import('../make-figure.mjs').Figure[]>} images/s and share of the float32 peak (%, where the card's is known) of the
 * networks, GFLOP/s of the convolutions
 */
export async function measureWebgpu({ env, say, machine: processor, rounds, steps, batch, size, only = '' }) {
  const networks = NETWORKS.map(({ name, encoder, share }) => {
    const side = Math.max(Math.round(size * share), 8);
    return { name: `${name} at ${side} px`, args: ['--encoder', JSON.stringify(encoder), '--size', String(side)] };
  }).filter(({ name }) => name.includes(only));
  const convolutions = CONVOLUTIONS.flatMap(({ name }) => OPERATIONS.map((operation) => `${name} ${operation}`)).filter((name) =>
    name.includes(only),
  );
  if (networks.length + convolutions.length === 0)
    throw new BenchError(`no figure of webgpu has '${only}' in its name; try ResNet-18, 3x3 or "filter gradient"`, 2);

  const adapter = await findAdapter(env);
  if (adapter.software)
    say(`bench: ${adapter.name} is slow; it wants tiny sizes and few figures, such as --rounds 1 --steps 1 --batch 1 --size 32 --only 3x3`);
  const shape = ['--batch', String(batch), '--steps', String(steps)];
  const program = (/** @type {string} */ file, /** @type {readonly string[]} */ args) => ({
    command: process.execPath,
    args: [fileURLToPath(new URL(file, import.meta.url)), ...args, ...shape],
  });
  const stepOf = await measureRounds({
    entrants: networks.flatMap(({ name, args }) =>
      KERNELS.map(([contender, kernels]) => ({
        name: `${name} ${contender}`,
        program: program('../tfjs-step/our-tfjs-step.mjs', ['--backend', 'webgpu', '--kernels', kernels, ...args]),
      })),
    ),
    fields: { imagesPerSecond: 'images/s', gflops: 'GFLOP/s' },
    rounds,
    env,
    say,
  });
  const rateOf = await measureRounds({
    entrants:
      convolutions.length === 0
        ? []
        : KERNELS.map(([contender, kernels]) => ({
            name: contender,
            program: program('our-convolutions.mjs', ['--kernels', kernels, '--size', String(size), '--only', only]),
          })),
    fields: Object.fromEntries(convolutions.map((name) => [name, 'GFLOP/s'])),
    rounds,
    env,
    say,
  });

  const machine = `${adapter.name} through WebGPU, ${processor}`;
  /** @type {(name: string, unit: string, value: (contender: string) => number | null) => import('../make-figure.mjs').Figure} */
  const figure = (name, unit, value) =>
    makeFigure({ name: `webgpu ${name}`, unit, ours: value('ours') ?? Number.NaN, peers: { [PEER]: value(PEER) }, machine });
  const peak = adapter.software ? undefined : float32Peak(adapter.name, env);
  if (peak === undefined && !adapter.software)
    say(`bench: the float32 peak of ${adapter.name} is not known; SUPCON_GPU_TFLOPS gives it, in TFLOP/s`);
  return [
    ...networks.flatMap(({ name }) => [
      figure(name, 'images/s', (contender) => stepOf(`${name} ${contender}`, 'imagesPerSecond')),
      ...(peak === undefined
        ? []
        : [
            figure(`${name}, of the float32 peak`, '%', (contender) => {
              const rate = stepOf(`${name} ${contender}`, 'gflops');
              return rate === null ? null : (100 * rate) / peak;
            }),
          ]),
    ]),
    ...convolutions.map((name) => figure(name, 'GFLOP/s', (contender) => rateOf(contender, name))),
  ];
}
