import { CoreError } from '../errors.js';
import type { Engine } from '../engine/engine.js';
import { explainWasm, readSetupMarker } from './setup-marker.js';

/** Where to compute. `auto`: native TensorFlow if it loads, otherwise WebAssembly. `webgpu`: any GPU with a Vulkan, Metal or Direct3D 12 driver. */
export const BACKEND_CHOICES = ['auto', 'native', 'webgpu', 'wasm', 'cpu'] as const;

/** What a person can ask for by name; `auto` takes native TensorFlow where it loads and WebAssembly elsewhere. */
export type BackendChoice = (typeof BACKEND_CHOICES)[number];

/** How `selectEngine` chooses; see there for the defaults. */
export interface SelectOptions {
  readonly backend?: BackendChoice;
  readonly deterministic?: boolean;
  readonly onNotice?: (text: string) => void;
}

/** Creates the engine asked for.
 * @param options.backend Default `auto`.
 * @param options.deterministic true: runs on a GPU can be repeated to the bit, at some cost in speed; on the CPU they always can. To be said when a process
 * loads TensorFlow for the first time. Default false.
 * @param options.onNotice gets one sentence when `auto` falls back to WebAssembly, or the compiled kernels do not load: why (as far as the set-up found out) and what mends it. Default: stderr.
 * @throws CoreError BACKEND_UNAVAILABLE when the backend asked for by name does not load or does not exist. */
export async function selectEngine(options: SelectOptions = {}): Promise<Engine> {
  const { backend = 'auto', deterministic = false, onNotice = (text) => void process.stderr.write(`${text}\n`) } = options;
  switch (backend) {
    case 'native':
      return createNative(deterministic, onNotice);
    case 'webgpu':
    case 'wasm':
    case 'cpu':
      return createTfjs(backend);
    case 'auto':
      try {
        return await createNative(deterministic, onNotice);
      } catch (error) {
        if (!(error instanceof CoreError) || error.code !== 'BACKEND_UNAVAILABLE') throw error;
        const known = explainWasm(await readSetupMarker());
        onNotice(
          `SLOW: TensorFlow's native library did not load, so everything runs in WebAssembly, about ten times slower. ` +
            `Reason: ${known?.reason ?? error.message}. To mend it: ${known?.fix ?? '`npx supcon setup`, then `npx supcon doctor`'}.`,
        );
        return createTfjs('wasm');
      }
    default:
      throw new CoreError(
        'BACKEND_UNAVAILABLE',
        `selectEngine: backend must be one of ${BACKEND_CHOICES.join(', ')}, got '${String(backend satisfies never)}'`,
      );
  }
}

async function createNative(deterministic: boolean, onNotice: (text: string) => void): Promise<Engine> {
  const [{ createNativeEngine }, { loadBinding }, { kernelsFailure }] = await Promise.all([
    import('../engine/native/native-engine.js'),
    import('../engine/native/load-binding.js'),
    import('../engine/native/kernels.js'),
  ]);
  const engine = await createNativeEngine(() => loadBinding({ deterministic }));
  const failure = kernelsFailure();
  if (failure !== undefined)
    onNotice(
      `The project's own TensorFlow operations did not load, so training is about a tenth slower. Reason: ${failure}. To mend it: npx supcon setup.`,
    );
  return engine;
}

async function createTfjs(backend: 'webgpu' | 'wasm' | 'cpu'): Promise<Engine> {
  const { createTfjsEngine } = await import('../engine/tfjs/tfjs-engine.js');
  return createTfjsEngine(backend);
}
