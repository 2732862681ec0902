import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { addonCache } from '../addon-cache.mjs';
import { gypEnvironment } from '../native-addons.mjs';
import { readJson } from '../read-json.mjs';
import { lastLines, runCommand } from '../run-command.mjs';

/** @typedef {{ layout: import('../layout.mjs').Layout, env: NodeJS.ProcessEnv, execPath: string, headersOf: string }} BindingOptions `headersOf`: the TensorFlow it is compiled against */

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
 * @returns {Promise<{ version: string } | { reason: string }>} the TensorFlow that computed, or why nothing did
 */
export async function probeBinding({ layout, env, execPath }) {
  if (!existsSync(bindingFile(layout))) return { reason: 'the binding is not built' };
  const script = fileURLToPath(new URL('./probe-binding.mjs', import.meta.url));
  const result = await runCommand(execPath, [script, bindingFile(layout)], {
    env: { ...env, TF_CPP_MIN_LOG_LEVEL: '3' },
    timeoutMs: 120_000,
  });
  if (result.code === 0) return { version: /TensorFlow (\S+)/.exec(result.output)?.[1] ?? 'unknown' };
  if (result.stopped !== undefined) return { reason: result.stopped };
  return { reason: result.code === null ? 'the library kills its process (a processor without AVX?)' : lastLines(result.output, 3) };
}

/** @param {{ layout: import('../layout.mjs').Layout, headersOf: string }} options */
function cacheFor({ layout, headersOf }) {
  const manifest = /** @type {{ version: string }} */ (readJson(path.join(layout.binding, 'package.json')));
  return addonCache({ cacheHome: layout.cacheHome, name: 'tfjs-binding', version: manifest.version, variant: headersOf });
}
