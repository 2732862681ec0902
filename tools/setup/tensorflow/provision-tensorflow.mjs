import path from 'node:path';
import { SetupError } from '../setup-error.mjs';
import { buildBinding, probeBinding, restoreBinding } from './binding.mjs';
import { linkLibraries } from './link-libraries.mjs';
import { linksFor } from './library-folder.mjs';
import { packageDownload } from './package-download.mjs';
import { wheelsFor } from './pins.mjs';
import { wheelCache } from './wheel-cache.mjs';

/**
 * Which TensorFlow the binding uses.
 * @typedef {object} Provided
 * @property {'native' | 'wasm'} backend
 * @property {'SUPCON_LIBTENSORFLOW' | 'cache' | 'wheel' | 'package download' | 'none'} source
 * @property {string} version
 * @property {import('./pins.mjs').Variant | 'unknown'} variant
 * @property {string} folder of the libraries, empty for none
 * @property {boolean} [gpu] whether it computed on a GPU when it was tried
 * @property {readonly { source: string, reason: string }[]} refused sources that came first and did not serve
 */

/**
 * @typedef {object} ProvisionOptions
 * @property {import('../layout.mjs').Layout} layout
 * @property {NodeJS.ProcessEnv} env SUPCON_LIBTENSORFLOW: a folder; SUPCON_TENSORFLOW: auto (default), cpu, gpu, off
 * @property {string} execPath
 * @property {import('./pins.mjs').Pins} pins
 * @property {boolean} gpuPresent one that the GPU build can run on
 * @property {boolean} [offline] true: only what is on this machine already
 * @property {(text: string) => void} report
 */

/** @typedef {{ name: Provided['source'], variant: Provided['variant'], folder: string, ready: () => Promise<string | undefined>, required?: boolean }} Source */

/** The `source` of a refusal that was asked for. */
export const SWITCHED_OFF = 'every source';

/**
 * Tries the sources in order until the binding, linked to one, multiplies two matrices: the folder in SUPCON_LIBTENSORFLOW, the cache,
 * the wheel through pip, the package's own download. None of them: wasm.
 * @param {ProvisionOptions} options
 * @returns {Promise<Provided>}
 */
export async function provisionTensorflow(options) {
  /** @type {{ source: string, reason: string }[]} */
  const refused = [];
  for (const source of sourcesInOrder(options)) {
    const label = `${source.name}${source.variant === 'unknown' ? '' : ` (${source.variant})`}`;
    const unready = await source.ready();
    const result = unready === undefined ? await connect(source, options) : { reason: unready };
    if ('version' in result) {
      const { name, variant, folder } = source;
      return { backend: 'native', source: name, version: result.version, variant, folder, gpu: result.gpu, refused };
    }
    const { reason } = result;
    if (source.required === true) {
      throw new SetupError('TENSORFLOW_FOLDER_UNUSABLE', `SUPCON_LIBTENSORFLOW=${source.folder}: ${reason}`, {
        fix: 'unset SUPCON_LIBTENSORFLOW, or point it at a folder with libtensorflow and its headers (site-packages of a Python with TensorFlow, or the C library archive unpacked)',
      });
    }
    refused.push({ source: label, reason });
  }
  if (setting(options.env) === 'off') refused.push({ source: SWITCHED_OFF, reason: 'SUPCON_TENSORFLOW=off' });
  return { backend: 'wasm', source: 'none', version: '', variant: 'unknown', folder: '', refused };
}

/** @param {NodeJS.ProcessEnv} env */
export function setting(env) {
  const value = env['SUPCON_TENSORFLOW'] ?? 'auto';
  if (value === 'auto' || value === 'cpu' || value === 'gpu' || value === 'off') return value;
  throw new SetupError('BAD_OPTION', `SUPCON_TENSORFLOW must be auto, cpu, gpu or off, got ${value}`, { fix: 'unset SUPCON_TENSORFLOW' });
}

/**
 * @param {ProvisionOptions} options
 * @returns {Generator<Source>}
 */
function* sourcesInOrder({ layout, env, execPath, pins, gpuPresent, offline = false, report }) {
  const wanted = setting(env);
  if (wanted === 'off') return;
  const given = env['SUPCON_LIBTENSORFLOW'];
  if (given !== undefined && given !== '') {
    const folder = path.resolve(given);
    yield { name: 'SUPCON_LIBTENSORFLOW', variant: 'unknown', folder, required: true, ready: () => Promise.resolve(undefined) };
  }
  /** @type {readonly import('./pins.mjs').Variant[]} */
  const variants = wanted === 'gpu' || (wanted === 'auto' && gpuPresent) ? ['gpu', 'cpu'] : ['cpu'];
  for (const variant of variants) {
    const wheels = wheelsFor(pins, variant, process);
    if (wheels === undefined) continue;
    const cache = wheelCache({ cacheHome: layout.cacheHome, version: pins.version, variant, wheels });
    const { folder } = cache;
    /** @type {string | undefined} */
    let damage;
    // A damaged entry is refused here and replaced by the next source.
    yield { name: 'cache', variant, folder, ready: async () => (damage = await cache.verify({ thorough: true })) };
    // A sound entry that did not load here would not load a second time.
    if (!offline && damage !== undefined) yield { name: 'wheel', variant, folder, ready: () => cache.fill({ env, report }) };
  }
  if (!offline) {
    const folder = path.join(layout.binding, 'deps');
    const variant = variants[0] ?? 'cpu';
    yield { name: 'package download', variant, folder, ready: () => packageDownload({ layout, env, execPath, variant, report }) };
  }
}

/**
 * Links the binding to a source, builds it when there is none that loads, and proves it by a small multiplication.
 * @param {Source} source
 * @param {ProvisionOptions} options
 * @returns {Promise<{ version: string, gpu: boolean } | { reason: string }>}
 */
async function connect(source, { layout, env, execPath, pins, report }) {
  if (source.name !== 'package download') {
    const links = linksFor(source.folder);
    if (links === undefined) return { reason: 'no libtensorflow with headers (include/tensorflow/c/c_api.h) in it' };
    linkLibraries(path.join(layout.binding, 'deps'), links);
  }
  const probe = () => probeBinding({ layout, env, execPath });
  const present = await probe();
  if ('version' in present) return present;
  const headersOf =
    source.name === 'cache' || source.name === 'wheel' ? `${pins.version}-${source.variant}` : source.name.replaceAll(' ', '-');
  const build = { layout, env, execPath, headersOf };
  if (await restoreBinding(build)) {
    const restored = await probe();
    if ('version' in restored) return restored;
  }
  report('compiling the TensorFlow binding (15 s to 30 s, as the machine is)');
  const failure = await buildBinding(build);
  return failure === undefined ? probe() : { reason: failure };
}
