import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { kernelsFile } from './kernels.mjs';
import { ADDONS } from './native-addons.mjs';
import { createReporter } from './reporter.mjs';
import { runSetup } from './run-setup.mjs';
import { fakeMachine } from './tensorflow/fake-machine.mjs';

/** @type {ReturnType<typeof fakeMachine>} */
let machine;
/** @type {string} */
let said;

beforeEach(() => {
  machine = fakeMachine();
  said = '';
  for (const { name } of ADDONS) {
    mkdirSync(path.join(machine.layout.nodeModules, name), { recursive: true });
    writeFileSync(path.join(machine.layout.nodeModules, name, 'package.json'), '{"version":"1.0.0"}');
  }
  writeFileSync(path.join(machine.layout.root, 'package-lock.json'), '{"packages":{}}');
});

/**
 * @param {import('./tensorflow/pins.mjs').Pins} pins
 * @param {{ env?: NodeJS.ProcessEnv, retry?: boolean, gpu?: import('./detect-gpu.mjs').Found }} [options]
 */
function setUp(pins, { env = {}, retry = false, gpu = { present: false } } = {}) {
  return runSetup({
    layout: machine.layout,
    env: { ...machine.env, ...env },
    execPath: machine.execPath,
    pins,
    retry,
    detect: () => gpu,
    reporter: createReporter({ stream: { write: (text) => (said += text) } }),
  });
}

/** What was started since the last call, in short. */
function started() {
  const words = machine.calls().slice(seen);
  seen += words.length;
  // `-e` only as a word: the temporary folder's name may have one, too.
  return words.map(
    (call) => /npm-cli|node-gyp|node-pre-gyp|install\.js|probe-binding|probe-kernels|pip|(?<!\S)-e(?!\S)/.exec(call)?.[0] ?? call,
  );
}
let seen = 0;

beforeEach(() => {
  seen = 0;
});

it('installs, compiles and provides TensorFlow once, and then starts nothing', async () => {
  const pins = machine.publish('sound');
  const { done, tensorflow } = await setUp(pins);
  expect(done.map(({ name }) => name)).toEqual(['npm packages', 'hnswlib-node', 'better-sqlite3', 'TensorFlow', 'kernels']);
  expect(tensorflow).toMatchObject({ backend: 'native', source: 'wheel' });
  expect(started()).toEqual([
    'npm-cli',
    'node-gyp',
    '-e',
    'node-gyp',
    '-e',
    'pip',
    'node-pre-gyp',
    'probe-binding',
    'node-gyp',
    'probe-kernels',
  ]);
  expect((await setUp(pins)).done).toEqual([]);
  expect(started()).toEqual([]);
});

it('takes compiled addons, binding and TensorFlow from the cache after node_modules was deleted', async () => {
  const pins = machine.publish('sound');
  await setUp(pins);
  started();
  for (const { name } of ADDONS) rmSync(path.join(machine.layout.nodeModules, name, 'build'), { recursive: true });
  for (const folder of ['lib', 'deps']) rmSync(path.join(machine.layout.binding, folder), { recursive: true });
  rmSync(machine.layout.stampFile);
  await setUp(pins);
  expect(started()).toEqual(['-e', '-e', 'probe-binding', 'probe-kernels']);
});

it('stops at an addon that does not compile, shows the compiler, and goes on from there the next time', async () => {
  const pins = machine.publish('sound');
  await expect(setUp(pins, { env: { COMPILER_FAILS: '1' } })).rejects.toMatchObject({
    code: 'ADDON_BUILD_FAILED',
    output: 'error: no such header',
  });
  expect(existsSync(machine.layout.stampFile)).toBe(false);
  started();
  await setUp(pins);
  expect(started()[0]).not.toBe('npm-cli');
});

it('goes on without kernels that do not compile, and tries them again when asked or when their sources change', async () => {
  const pins = machine.publish('sound');
  await setUp(pins, { env: { KERNELS_FAIL: '1' } });
  expect(said).toContain("without the project's own operations");
  expect(said).toContain('error: no such kernel');
  expect(existsSync(kernelsFile(machine.layout))).toBe(false);
  expect((await setUp(pins)).done).toEqual([]);
  expect((await setUp(pins, { retry: true })).done.map(({ name }) => name)).toEqual(['kernels']);
  expect(existsSync(kernelsFile(machine.layout))).toBe(true);
  started();
  writeFileSync(path.join(machine.layout.kernels, 'src/kernel.cc'), '2');
  expect((await setUp(pins)).done).toMatchObject([{ name: 'kernels', reason: 'their sources have changed' }]);
  expect(started()).toEqual(['node-gyp', 'probe-kernels']);
});

it('takes the kernels away with TensorFlow', async () => {
  const pins = machine.publish('sound');
  await setUp(pins);
  await setUp(pins, { env: { SUPCON_TENSORFLOW: 'off' } });
  expect(existsSync(kernelsFile(machine.layout))).toBe(false);
});

it('leaves a marker with reasons and fix where there is no TensorFlow, and finds it when asked again', async () => {
  const pins = machine.publish('sound');
  machine.withdraw();
  expect((await setUp(pins)).tensorflow).toMatchObject({ backend: 'wasm' });
  expect(said).toContain('training runs on WebAssembly');
  expect(said).toContain('NewConnectionError(refused)');
  expect(JSON.parse(readFileSync(machine.layout.markerFile, 'utf8'))).toMatchObject({
    backend: 'wasm',
    refused: [{ source: 'cache (cpu)' }, { source: 'wheel (cpu)' }, { source: 'package download (cpu)' }],
    fix: expect.stringContaining('npm run setup'),
  });
  expect((await setUp(pins)).tensorflow).toMatchObject({ backend: 'wasm' });
  started();
  const again = machine.publish('sound');
  expect((await setUp(again, { retry: true })).tensorflow).toMatchObject({ backend: 'native', source: 'wheel' });
});

it('takes TensorFlow away when it is switched off, and brings it back', async () => {
  const pins = machine.publish('sound');
  await setUp(pins);
  const library = path.join(machine.layout.binding, 'deps/lib/libtensorflow.so');
  await setUp(pins, { env: { SUPCON_TENSORFLOW: 'off' } });
  expect(existsSync(library)).toBe(false);
  expect((await setUp(pins)).tensorflow).toMatchObject({ source: 'cache' });
  expect(existsSync(library)).toBe(true);
});

it('takes the GPU build for a GPU that it runs on', async () => {
  machine.gpu('NVIDIA L4, 23034, 550.54.15, 8.9');
  const { tensorflow } = await setUp(machine.publishCuda(), { gpu: { present: true, driver: '550.54.15' } });
  expect(tensorflow).toMatchObject({ variant: 'gpu', gpu: true });
  expect(said).toContain('NVIDIA L4, 22.5 GiB, driver 550.54.15');
});

it('fetches nothing for a GPU with a driver that is too old, and says what it needs', async () => {
  machine.gpu('NVIDIA L4, 23034, 470.57.02, 8.9');
  const { tensorflow } = await setUp(machine.publishCuda(), { gpu: { present: true, driver: '470.57.02' } });
  expect(tensorflow).toMatchObject({ variant: 'cpu', source: 'wheel' });
  expect(machine.calls().filter((call) => call.startsWith('pip'))).toHaveLength(1);
  expect(said).toMatch(/driver 470\.57\.02 .* too old: CUDA 12\.5 needs 525\.60\.13 .*; training runs on the CPU/);
});
