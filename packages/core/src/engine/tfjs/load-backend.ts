import * as tf from '@tensorflow/tfjs-core';
import { applyNodeShim } from '../../backend/node-shim.js';
import { CoreError } from '../../errors.js';

/** Backends the tfjs engine runs on: WebAssembly, plain JavaScript, or TensorFlow through @tensorflow/tfjs-node-gpu. */
export type TfjsBackendName = 'wasm' | 'cpu' | 'tensorflow';

/** Imports and initialises a TensorFlow.js backend.
 * @throws CoreError BACKEND_UNAVAILABLE when it is not installed or does not start. */
export async function loadBackend(name: TfjsBackendName): Promise<void> {
  try {
    await importBackend(name);
    if (!(await tf.setBackend(name))) throw new Error('it did not initialise');
  } catch (cause) {
    const reason = String(cause instanceof Error ? cause.message : cause).split('\n')[0] ?? '';
    throw new CoreError(
      'BACKEND_UNAVAILABLE',
      `tfjs engine: backend '${name}' did not load (${reason}); run \`npm run doctor\` to see what is missing`,
      { cause },
    );
  }
}

async function importBackend(name: TfjsBackendName): Promise<void> {
  switch (name) {
    case 'wasm': {
      await import('@tensorflow/tfjs-backend-wasm');
      const { registerWasmGradients } = await import('./wasm-gradients.js');
      registerWasmGradients();
      return;
    }
    case 'cpu':
      await import('@tensorflow/tfjs-backend-cpu');
      return;
    case 'tensorflow':
      applyNodeShim();
      process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
      await import('@tensorflow/tfjs-node-gpu');
  }
}
