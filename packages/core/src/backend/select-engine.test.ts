import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Engine } from '../engine/engine.js';
import { selectEngine, type BackendChoice } from './select-engine.js';

/** As on a machine without the library: the operating system's loader refuses it. Only works before it was loaded in this process. */
async function withoutTensorFlow<T>(run: () => Promise<T>): Promise<T> {
  const refuse = vi.spyOn(process, 'dlopen').mockImplementation((_module, filename) => {
    throw new Error(`libtensorflow.so.2: cannot open shared object file (${filename})`);
  });
  try {
    const result = await run();
    expect(refuse).toHaveBeenCalled();
    return result;
  } finally {
    refuse.mockRestore();
  }
}

describe('selectEngine', () => {
  const engines: Engine[] = [];
  afterEach(() => {
    for (const engine of engines.splice(0)) engine.dispose();
  });

  it('falls back to wasm with a notice: that it is slow, why, and what mends it', async () => {
    const notices: string[] = [];
    const engine = await withoutTensorFlow(() => selectEngine({ onNotice: (text) => notices.push(text) }));
    engines.push(engine);
    expect(engine.device).toMatch(/^tfjs wasm \(\d threads?, SIMD\)$/);
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatch(/SLOW.*cannot open shared object.*npx supcon setup/s);
  });

  it('does not fall back when native was asked for by name', async () => {
    const refused = expect.objectContaining({ code: 'BACKEND_UNAVAILABLE' }) as Error;
    await withoutTensorFlow(() => expect(selectEngine({ backend: 'native' })).rejects.toThrow(refused));
  });

  it('asks TensorFlow for repeatable kernels before it loads', async () => {
    const names = ['TF_DETERMINISTIC_OPS', 'TF_CUDNN_DETERMINISTIC', 'TF_CUDNN_USE_AUTOTUNE'];
    for (const name of names) vi.stubEnv(name, undefined);
    const asked = (): (string | undefined)[] => names.map((name) => process.env[name]);
    await withoutTensorFlow(() => expect(selectEngine({ backend: 'native' })).rejects.toThrow());
    expect(asked()).toEqual([undefined, undefined, undefined]);
    await withoutTensorFlow(() => expect(selectEngine({ backend: 'native', deterministic: true })).rejects.toThrow());
    expect(asked()).toEqual(['1', '1', '0']);
    vi.unstubAllEnvs();
  });

  it('takes native TensorFlow where it loads, without a notice', async () => {
    const notices: string[] = [];
    const engine = await selectEngine({ onNotice: (text) => notices.push(text) });
    engines.push(engine);
    expect(engine.kind).toBe('native');
    expect(notices).toEqual([]);
  });

  it('gives the backend asked for by name', async () => {
    for (const backend of ['wasm', 'cpu'] as const) {
      const engine = await selectEngine({ backend });
      engines.push(engine);
      expect(engine.device).toMatch(new RegExp(`^tfjs ${backend}\\b`));
    }
  });

  // The variable hides what drivers there are; only Linux reads it.
  it.runIf(process.platform === 'linux')('says what WebGPU lacks and what mends it, and falls back to nothing', async () => {
    vi.stubEnv('VK_DRIVER_FILES', '/nowhere/driver.json');
    try {
      await expect(selectEngine({ backend: 'webgpu' })).rejects.toThrow(
        expect.objectContaining({
          code: 'BACKEND_UNAVAILABLE',
          message: expect.stringMatching(/WebGPU found no adapter: .*(libvulkan|\/nowhere\/driver\.json).*To mend it: /) as string,
        }) as Error,
      );
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it('names the backends there are when asked for another', async () => {
    await expect(selectEngine({ backend: 'cuda' as BackendChoice })).rejects.toThrow(/auto, native, webgpu, wasm, cpu, got 'cuda'/);
  });
});
