import type { Engine } from '../engine.js';
import type { TfjsBackendName } from './load-backend.js';
import type { TfjsOptions } from './tfjs-options.js';

/** The engine over tf.Tensor, float32 only, on a TensorFlow.js backend. `wasm` needs nothing installed and is the fallback of training;
 * `webgpu` runs on any GPU with a Vulkan, Metal or Direct3D 12 driver; `cpu` is plain JavaScript, for tests; `tensorflow` is the native library without raw handles. TensorFlow.js is loaded by the first call.
 * @throws CoreError BACKEND_UNAVAILABLE when the backend does not load. */
export async function createTfjsEngine(backendName: TfjsBackendName, options: TfjsOptions = {}): Promise<Engine> {
  const { loadBackend } = await import('./load-backend.js');
  const loaded = await loadBackend(backendName, options);
  const { TfjsEngine } = await import('./tfjs-operations.js');
  return new TfjsEngine(backendName, loaded);
}
