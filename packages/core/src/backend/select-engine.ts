import { CoreError } from '../errors.js';
import type { Engine } from '../engine/engine.js';
import { explainWasm, readSetupMarker } from './setup-marker.js';

/** Where to compute. `auto`: native TensorFlow if it loads, otherwise WebAssembly. */
export type BackendChoice = 'auto' | 'native' | 'wasm' | 'cpu';

const CHOICES: readonly BackendChoice[] = ['auto', 'native', 'wasm', 'cpu'];

/** Creates the engine asked for.
 * @param options.backend Default `auto`.
 * @param options.onNotice gets one sentence when `auto` falls back to WebAssembly: why (as far as the set-up found out) and what mends it. Default: stderr.
 * @throws CoreError BACKEND_UNAVAILABLE when the backend asked for by name does not load or does not exist. */
export async function selectEngine(options: { backend?: BackendChoice; onNotice?: (text: string) => void } = {}): Promise<Engine> {
  const { backend = 'auto', onNotice = (text) => void process.stderr.write(`${text}\n`) } = options;
  switch (backend) {
    case 'native':
      return createNative();
    case 'wasm':
    case 'cpu':
      return createTfjs(backend);
    case 'auto':
      try {
        return await createNative();
      } catch (error) {
        if (!(error instanceof CoreError) || error.code !== 'BACKEND_UNAVAILABLE') throw error;
        const known = explainWasm(await readSetupMarker());
        onNotice(
          `SLOW: TensorFlow's native library did not load, so everything runs in WebAssembly on one core, ten to twenty times slower. ` +
            `Reason: ${known?.reason ?? error.message}. To mend it: ${known?.fix ?? '`npm run setup`, then `npm run doctor`'}.`,
        );
        return createTfjs('wasm');
      }
    default:
      throw new CoreError(
        'BACKEND_UNAVAILABLE',
        `selectEngine: backend must be one of ${CHOICES.join(', ')}, got '${String(backend satisfies never)}'`,
      );
  }
}

async function createNative(): Promise<Engine> {
  const { createNativeEngine } = await import('../engine/native/native-engine.js');
  return createNativeEngine();
}

async function createTfjs(backend: 'wasm' | 'cpu'): Promise<Engine> {
  const { createTfjsEngine } = await import('../engine/tfjs/tfjs-engine.js');
  return createTfjsEngine(backend);
}
