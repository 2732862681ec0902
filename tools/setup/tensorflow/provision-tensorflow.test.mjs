import { existsSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { fakeMachine } from './fake-machine.mjs';
import { provisionTensorflow } from './provision-tensorflow.mjs';

/** @typedef {ReturnType<typeof fakeMachine>} Machine */

/**
 * @param {Machine} machine
 * @param {import('./pins.mjs').Pins} pins
 * @param {NodeJS.ProcessEnv} [env]
 */
function provide(machine, pins, env = {}) {
  return provisionTensorflow({
    layout: machine.layout,
    env: { ...machine.env, ...env },
    execPath: machine.execPath,
    pins,
    gpuPresent: false,
    report: () => {},
  });
}

/** @param {Machine} machine */
function downloads(machine) {
  return machine.calls().filter((call) => call.startsWith('pip'));
}

describe('the order of the sources', () => {
  it('takes the wheel on a new machine, and the cache from then on', async () => {
    const machine = fakeMachine();
    const pins = machine.publish('sound');
    expect(await provide(machine, pins)).toMatchObject({ backend: 'native', source: 'wheel', version: '9.9.9', variant: 'cpu' });
    expect(readlinkSync(path.join(machine.layout.binding, 'deps/lib/libtensorflow.so'))).toBe(
      path.join(machine.layout.cacheHome, 'tensorflow/9.9.9-cpu/tensorflow/libtensorflow_cc.so.2'),
    );
    expect(await provide(machine, pins)).toMatchObject({ source: 'cache', refused: [] });
    expect(downloads(machine)).toHaveLength(1);
  });

  it('takes SUPCON_LIBTENSORFLOW before everything else, without a download', async () => {
    const machine = fakeMachine();
    const folder = machine.libraryFolder('sound');
    expect(await provide(machine, machine.publish('sound'), { SUPCON_LIBTENSORFLOW: folder })).toMatchObject({
      source: 'SUPCON_LIBTENSORFLOW',
      folder,
    });
    expect(downloads(machine)).toEqual([]);
  });

  it.each([
    ['is no TensorFlow', (/** @type {Machine} */ machine) => machine.home, 'no libtensorflow with headers'],
    ['does not load', (/** @type {Machine} */ machine) => machine.libraryFolder('broken'), 'wrong library'],
  ])('stops when the folder asked for %s, instead of quietly taking another', async (_, folder, reason) => {
    const machine = fakeMachine();
    await expect(provide(machine, machine.publish('sound'), { SUPCON_LIBTENSORFLOW: folder(machine) })).rejects.toMatchObject({
      code: 'TENSORFLOW_FOLDER_UNUSABLE',
      message: expect.stringContaining(reason),
    });
  });

  it("takes the package's own download when pip cannot fetch the wheel", async () => {
    const machine = fakeMachine();
    const pins = machine.publish('sound');
    machine.withdraw();
    const provided = await provide(machine, pins, { CDN_IS_UP: '1' });
    expect(provided).toMatchObject({ backend: 'native', source: 'package download' });
    expect(provided.refused.map(({ source }) => source)).toEqual(['cache (cpu)', 'wheel (cpu)']);
  });

  it('falls back to wasm with the reason of every source', async () => {
    const machine = fakeMachine();
    const pins = machine.publish('sound');
    machine.withdraw();
    const { source, backend, refused } = await provide(machine, pins);
    expect({ source, backend }).toEqual({ source: 'none', backend: 'wasm' });
    expect(refused).toEqual([
      { source: 'cache (cpu)', reason: expect.stringContaining('holds nothing') },
      { source: 'wheel (cpu)', reason: expect.stringContaining('NewConnectionError(refused)') },
      { source: 'package download (cpu)', reason: expect.stringContaining('ENOTFOUND') },
    ]);
  });

  it('tries nothing when TensorFlow is switched off, and refuses a switch that does not exist', async () => {
    const machine = fakeMachine();
    const pins = machine.publish('sound');
    expect(await provide(machine, pins, { SUPCON_TENSORFLOW: 'off' })).toMatchObject({
      backend: 'wasm',
      refused: [{ reason: 'SUPCON_TENSORFLOW=off' }],
    });
    expect(machine.calls()).toEqual([]);
    await expect(provide(machine, pins, { SUPCON_TENSORFLOW: 'on' })).rejects.toMatchObject({ code: 'BAD_OPTION' });
  });

  it('goes on to the next source when a library does not compute here', async () => {
    const machine = fakeMachine();
    const provided = await provide(machine, machine.publish('broken'), { CDN_IS_UP: '1' });
    expect(provided).toMatchObject({ source: 'package download' });
    expect(provided.refused).toContainEqual({ source: 'wheel (cpu)', reason: expect.stringContaining('wrong library') });
  });
});

describe('a machine with a GPU', () => {
  it('takes TensorFlow and CUDA together, and the cache from then on', async () => {
    const machine = fakeMachine();
    const pins = machine.publishCuda();
    /** @type {string[]} */
    const said = [];
    const again = () =>
      provisionTensorflow({
        layout: machine.layout,
        env: machine.env,
        execPath: machine.execPath,
        pins,
        gpuPresent: true,
        report: (text) => said.push(text),
      });
    expect(await again()).toMatchObject({ source: 'wheel', variant: 'gpu', gpu: true });
    expect(said[0]).toMatch(/TensorFlow for CUDA is 3 files, .* GB to fetch and .* GB on disk; SUPCON_TENSORFLOW=cpu/);
    expect(await again()).toMatchObject({ source: 'cache', variant: 'gpu', gpu: true, refused: [] });
    expect(downloads(machine)).toHaveLength(3);
  });

  it('takes the CPU build when CUDA cannot be fetched', async () => {
    const machine = fakeMachine();
    const pins = machine.publishCuda();
    const gpu = `${process.platform}-${process.arch}-gpu`;
    const broken = { ...pins, variants: { ...pins.variants, [gpu]: (pins.variants[gpu] ?? []).map((pin) => ({ ...pin, sha256: '0' })) } };
    const options = { layout: machine.layout, env: machine.env, execPath: machine.execPath, gpuPresent: true, report: () => {} };
    const provided = await provisionTensorflow({ ...options, pins: broken });
    expect(provided).toMatchObject({ source: 'wheel', variant: 'cpu', gpu: false });
    expect(provided.refused.map(({ source }) => source)).toEqual(['cache (gpu)', 'wheel (gpu)', 'cache (cpu)']);
  });
});

describe('the cache', () => {
  it('replaces a library that changed after it was extracted', async () => {
    const machine = fakeMachine();
    const pins = machine.publish('sound');
    await provide(machine, pins);
    const library = path.join(machine.layout.cacheHome, 'tensorflow/9.9.9-cpu/tensorflow/libtensorflow_cc.so.2');
    writeFileSync(library, 'SOUND'); // the same size
    const provided = await provide(machine, pins);
    expect(provided.source).toBe('wheel');
    expect(provided.refused).toEqual([{ source: 'cache (cpu)', reason: expect.stringContaining('sha256 differs') }]);
    expect(readFileSync(library, 'utf8')).toBe('sound');
  });

  it('refuses a wheel whose sha256 is not the pinned one and leaves nothing of it', async () => {
    const machine = fakeMachine();
    const pins = machine.publish('sound');
    machine.publish('forged');
    const { backend, refused } = await provide(machine, pins);
    expect(backend).toBe('wasm');
    expect(refused).toContainEqual({ source: 'wheel (cpu)', reason: expect.stringMatching(/has sha256 .* pinned is/) });
    expect(existsSync(path.join(machine.layout.cacheHome, 'tensorflow/9.9.9-cpu'))).toBe(false);
  });
});
