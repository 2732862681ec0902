import * as tf from '@tensorflow/tfjs-core';
import { applyNodeShim } from './node-shim.js';
import { CoreError } from '../../errors.js';
import type { LoadedBackend } from './loaded-backend.js';
import type { TfjsOptions } from './tfjs-options.js';

/** Backends the tfjs engine runs on: WebAssembly, any GPU through WebGPU, plain JavaScript, or TensorFlow through @tensorflow/tfjs-node-gpu. */
export type TfjsBackendName = 'wasm' | 'webgpu' | 'cpu' | 'tensorflow';

/** Imports and initialises a TensorFlow.js backend.
 * @throws CoreError BACKEND_UNAVAILABLE when it is not installed or does not start. */
export async function loadBackend(name: TfjsBackendName, options: TfjsOptions = {}): Promise<LoadedBackend> {
  try {
    const loaded = await importBackend(name, options);
    if (!(await tf.setBackend(name))) throw new Error('it did not initialise');
    return loaded;
  } catch (cause) {
    const reason = String(cause instanceof Error ? cause.message : cause).split('\n')[0] ?? '';
    throw new CoreError(
      'BACKEND_UNAVAILABLE',
      `tfjs engine: backend '${name}' did not load (${reason}); run \`npx supcon doctor\` to see what is missing`,
      { cause },
    );
  }
}

async function importBackend(name: TfjsBackendName, options: TfjsOptions): Promise<LoadedBackend> {
  switch (name) {
    case 'wasm': {
      const [{ loadWasm }, { registerWasmGradients }] = await Promise.all([import('./load-wasm.js'), import('./wasm-gradients.js')]);
      const how = await loadWasm(options.threads === undefined ? {} : { threads: options.threads });
      registerWasmGradients();
      return plain(`tfjs wasm (${how})`);
    }
    case 'webgpu': {
      const { loadWebgpu } = await import('./webgpu/load-webgpu.js');
      return loadWebgpu(options);
    }
    case 'cpu':
      await import('@tensorflow/tfjs-backend-cpu');
      return plain('tfjs cpu');
    case 'tensorflow':
      applyNodeShim();
      process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
      await import('@tensorflow/tfjs-node-gpu');
      return plain('tfjs tensorflow');
  }
}

/** A backend that stays loaded and throws its errors where they happen. */
function plain(device: string): LoadedBackend {
  return { device, assertWorks: () => undefined, release: () => undefined };
}
