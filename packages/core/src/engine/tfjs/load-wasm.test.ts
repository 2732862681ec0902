import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { normals, relativeError } from '../../../test/gradient-check.js';
import { convolution, convolutionGradients, naive, product } from '../../../test/naive-operations.js';

const CORE = fileURLToPath(new URL('../../..', import.meta.url));
const SHAPES = { x: [2, 12, 12, 16], w: [3, 3, 16, 24] };
const WINDOW = { kernel: 3, stride: 1, padding: 1 };
const SIZE = { x: 2 * 12 * 12 * 16, w: 9 * 16 * 24 };

interface Outcome {
  /** What `loadWasm` says. */
  readonly how: string;
  readonly y: readonly number[];
  readonly dx: readonly number[];
  readonly dw: readonly number[];
  readonly product: readonly number[];
  /** Workers that are left, and the kind of the global Worker and the number of processors as another package would see them. */
  readonly workers: number;
  readonly seen: readonly [string, boolean];
}

/** Computes in a process of its own, because a backend keeps the threads that it began with. That process disposes of nothing and has to end by
 * itself.
 * @param onWorkers what happens to a message for one of the backend's workers: JavaScript, where `this` is the worker */
async function compute(options: { threads?: number; patienceMs?: number }, onWorkers?: string): Promise<Outcome> {
  const script = `
    import os from 'node:os';
    import { setTimeout } from 'node:timers/promises';
    import { Worker } from 'node:worker_threads';
    import { loadWasm } from './src/engine/tfjs/load-wasm.ts';
    import { createTfjsEngine } from './src/engine/tfjs/tfjs-engine.ts';
    import { normals } from './test/gradient-check.ts';
    const processors = os.cpus().length;
    let workers = 0;
    process.on('worker', (worker) => {
      workers++;
      worker.on('exit', () => workers--);
    });
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (...message) {
      if (${onWorkers === undefined} || this.constructor.name !== 'PthreadWorker') return post.apply(this, message);
      ${onWorkers ?? ''}
    };
    const how = await loadWasm(${JSON.stringify(options)});
    const engine = await createTfjsEngine('wasm');
    const x = engine.upload(normals(1, ${SIZE.x}), ${JSON.stringify(SHAPES.x)});
    const w = engine.upload(normals(2, ${SIZE.w}), ${JSON.stringify(SHAPES.w)});
    const rows = engine.upload(normals(1, ${SIZE.x}), [${SIZE.x} / 48, 48]);
    const read = async (handle) => [...(await engine.download(handle))];
    const y = engine.conv2d(x, w, ${JSON.stringify(WINDOW)});
    const results = {
      y: await read(y),
      dx: await read(engine.conv2dInputGrad(x.shape, w, y, ${JSON.stringify(WINDOW)})),
      dw: await read(engine.conv2dFilterGrad(x, w.shape, y, ${JSON.stringify(WINDOW)})),
      product: await read(engine.matMul(rows, rows, true, false)),
    };
    // Workers that were told to end take a moment: all of them where one thread computes.
    const left = how.startsWith('1 thread') ? 0 : ${(options.threads ?? 1) - 1};
    for (const end = Date.now() + 10_000; workers > left && Date.now() < end; ) await setTimeout(20);
    const seen = [typeof globalThis.Worker, os.cpus().length === processors];
    process.stdout.write(JSON.stringify({ how, ...results, workers, seen }));`;
  const child = spawn(process.execPath, ['--conditions=supcon-source', '--import', 'tsx', '--input-type=module', '-e', script], {
    cwd: CORE,
    timeout: 50_000,
  });
  let [output, errors] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const ended = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  expect(ended, errors).toEqual([0, null]);
  return JSON.parse(output) as Outcome;
}

function expectRight({ y, dx, dw, product: got }: Outcome): void {
  const [x, w] = [naive(SHAPES.x, normals(1, SIZE.x)), naive(SHAPES.w, normals(2, SIZE.w))];
  const wanted = convolution(x, w, WINDOW);
  expect(relativeError(y, wanted.data)).toBeLessThan(2e-5);
  const gradients = convolutionGradients(x, w, naive(wanted.shape, y), WINDOW);
  expect(relativeError(dx, gradients.dx.data)).toBeLessThan(2e-5);
  expect(relativeError(dw, gradients.dw.data)).toBeLessThan(2e-5);
  const rows = naive([SIZE.x / 48, 48], normals(1, SIZE.x));
  expect(relativeError(got, product(rows, rows, true, false).data)).toBeLessThan(2e-5);
}

it('computes with threads what one thread computes, to the bit, and what float64 loops do; the process ends by itself', async () => {
  const one = await compute({ threads: 1 });
  const three = await compute({ threads: 3 });
  expect([one.how, three.how]).toEqual(['1 thread, SIMD', '3 threads, SIMD']);
  expectRight(one);
  for (const name of ['y', 'dx', 'dw', 'product'] as const) expect(three[name], name).toEqual(one[name]);
});

it('leaves no worker but those that compute, and nothing of its own on the globals', async () => {
  const { workers, seen } = await compute({ threads: 3 });
  expect(workers).toBe(2);
  expect(seen).toEqual(['undefined', true]);
});

it('takes at most eight threads', async () => {
  expect((await compute({ threads: 20 })).how).toBe('8 threads, SIMD');
});

it.each([
  ['cannot be reached', `throw new Error('no such port');`, /: the threaded binary did not initialise$/, 20_000],
  ['break while they load', `this.emit('error', new Error('no such module'));`, /: no such module$/, 20_000],
  ['do not answer', '', /: no answer within 0\.5 s$/, 500],
])('computes in one thread where the workers %s, says so, and leaves none behind', async (_, onWorkers, why, patienceMs) => {
  const outcome = await compute({ threads: 2, patienceMs }, onWorkers);
  expect(outcome.how).toMatch(/^1 thread, SIMD; threads do not start: /);
  expect(outcome.how).toMatch(why);
  expectRight(outcome);
  expect(outcome.workers).toBe(0);
  expect(outcome.seen).toEqual(['undefined', true]);
});
