import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { addonCache } from '../addon-cache.mjs';
import { gypEnvironment } from '../native-addons.mjs';
import { gpuEnvironment } from '../nvidia/gpu-environment.mjs';
import { readJson } from '../read-json.mjs';
import { lastLines, runCommand } from '../run-command.mjs';

/** @typedef {{ layout: import('../layout.mjs').Layout, env: NodeJS.ProcessEnv, execPath: string, headersOf: string }} BindingOptions `headersOf`: the TensorFlow it is compiled against */

/** Half a second on a CPU; a GPU newer than the library's kernels has the driver compile them first. */
const PROBE_MS = 600_000;

/** The Node-API version of tfjs-node-gpu 4.22.0; its build puts the binding below a folder of that name. @param {import('../layout.mjs').Layout} layout */
export function bindingFile(layout) {
  return path.join(layout.binding, 'lib/napi-v8/tfjs_binding.node');
}

/** @param {BindingOptions} options */
export async function buildBinding({ layout, env, execPath, headersOf }) {
  const build = gypEnvironment({ env, execPath });
  const nodePreGyp = createRequire(path.join(layout.binding, 'package.json')).resolve('@mapbox/node-pre-gyp/bin/node-pre-gyp');
  const result = await runCommand(execPath, [nodePreGyp, 'install', '--build-from-source'], { cwd: layout.binding, env: build.env });
  if (result.code !== 0) return `the binding did not compile:\n${lastLines(result.output, 20)}`;
  await cacheFor({ layout, headersOf }).store(bindingFile(layout));
  return undefined;
}

/**
 * @param {BindingOptions} options
 * @returns {Promise<boolean>} true when a binding compiled earlier was put in place
 */
export function restoreBinding({ layout, headersOf }) {
  return cacheFor({ layout, headersOf }).restore(bindingFile(layout));
}

/**
 * @param {{ layout: import('../layout.mjs').Layout, env: NodeJS.ProcessEnv, execPath: string }} options
 * @returns {Promise<{ version: string, gpu: boolean } | { reason: string }>} the TensorFlow that computed, or why nothing did
 */
export async function probeBinding({ layout, env, execPath }) {
  if (!existsSync(bindingFile(layout))) return { reason: 'the binding is not built' };
  const script = fileURLToPath(new URL('./probe-binding.mjs', import.meta.url));
  const result = await runCommand(execPath, [script, bindingFile(layout)], {
    env: { ...gpuEnvironment(env), TF_CPP_MIN_LOG_LEVEL: '3' },
    timeoutMs: PROBE_MS,
  });
  if (result.code === 0) {
    const [, version = 'unknown', device] = /TensorFlow (\S+)(?: (gpu))?/.exec(result.output) ?? [];
    return { version, gpu: device === 'gpu' };
  }
  if (result.stopped !== undefined) return { reason: result.stopped };
  return { reason: result.code === null ? 'the library kills its process (a processor without AVX?)' : lastLines(result.output, 3) };
}

/**
 * Loads TensorFlow once more and lets it talk.
 * @param {{ layout: import('../layout.mjs').Layout, env: NodeJS.ProcessEnv, execPath: string }} options
 * @returns {Promise<string | undefined>} what it says about the GPU that it does not use
 */
export async function reasonForNoGpu({ layout, env, execPath }) {
  const script = fileURLToPath(new URL('./probe-binding.mjs', import.meta.url));
  const result = await runCommand(execPath, [script, bindingFile(layout)], {
    env: { ...gpuEnvironment(env), TF_CPP_MIN_LOG_LEVEL: '0', TF_CPP_MAX_VLOG_LEVEL: '0' },
    timeoutMs: PROBE_MS,
  });
  const lines = result.output
    .split('\n')
    .filter((line) => /^[WE]\d|^\S+ \S+: [WE] /.test(line) && /cuda|cuInit|gpu|dlopen|library/i.test(line));
  return lines[0]?.replace(/^.*?\] /, '').trim();
}

/** @param {{ layout: import('../layout.mjs').Layout, headersOf: string }} options */
function cacheFor({ layout, headersOf }) {
  const manifest = /** @type {{ version: string }} */ (readJson(path.join(layout.binding, 'package.json')));
  return addonCache({ cacheHome: layout.cacheHome, name: 'tfjs-binding', version: manifest.version, variant: headersOf });
}
