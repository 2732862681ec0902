import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { addonCache } from './addon-cache.mjs';
import { gypEnvironment } from './native-addons.mjs';
import { lastLines, runCommand } from './run-command.mjs';
import { SetupError } from './setup-error.mjs';
import { bindingFile } from './tensorflow/binding.mjs';

/**
 * The project's own TensorFlow operations (packages/core/kernels): training is faster with them and works without. So what keeps them
 * from being there is a remark, never an error.
 * @typedef {object} Kernels
 * @property {string} sources what they were made from, `none` where there is nothing to make them from
 * @property {string} [instructionSet] what they use of this processor; left out when they are not there
 * @property {string} [reason] why they are not there
 */

/** @param {import('./layout.mjs').Layout} layout */
export function kernelsFile(layout) {
  return path.join(layout.kernels, 'build/Release/supcon_kernels.node');
}

/**
 * @param {import('./layout.mjs').Layout} layout
 * @returns {string} changes with the sources; `none` when there are none
 */
export function kernelSources({ kernels }) {
  if (!existsSync(path.join(kernels, 'binding.gyp'))) return 'none';
  const hash = createHash('sha256');
  const files = ['binding.gyp', ...readdirSync(path.join(kernels, 'src')).map((file) => `src/${file}`)];
  for (const file of files.sort()) hash.update(file).update(readFileSync(path.join(kernels, file)));
  return hash.digest('hex').slice(0, 16);
}

/**
 * Puts them in place for the TensorFlow that was provided: from the cache, or compiled; proved by a small normalisation.
 * @param {{ layout: import('./layout.mjs').Layout, env: NodeJS.ProcessEnv, execPath: string, tensorflow: import('./tensorflow/provision-tensorflow.mjs').Provided, report: (text: string) => void }} options
 * @returns {Promise<Kernels>}
 */
export async function provideKernels({ layout, env, execPath, tensorflow, report }) {
  const sources = kernelSources(layout);
  const file = kernelsFile(layout);
  // One of another TensorFlow or of other sources must not be loaded.
  rmSync(file, { force: true });
  if (tensorflow.backend !== 'native') return { sources, reason: 'there is no TensorFlow' };
  if (process.platform !== 'linux') return { sources, reason: 'they are for Linux only' };
  const probe = () => probeKernels({ layout, env, execPath });
  const variant = [tensorflow.version, tensorflow.variant, tensorflow.source === 'wheel' ? 'cache' : tensorflow.source]
    .join('-')
    .replaceAll(' ', '-');
  const cache = addonCache({ cacheHome: layout.cacheHome, name: 'supcon-kernels', version: sources, variant });
  if (await cache.restore(file)) {
    const restored = await probe();
    if ('instructionSet' in restored) return { sources, ...restored };
  }
  report('compiling the kernels (10 s to 80 s, as the machine is)');
  const failure = await compile({ layout, env, execPath });
  const result = failure === undefined ? await probe() : { reason: failure };
  if ('instructionSet' in result) await cache.store(file);
  else rmSync(file, { force: true });
  return { sources, ...result };
}

/**
 * Loads TensorFlow and the kernels in a process of its own.
 * @param {{ layout: import('./layout.mjs').Layout, env: NodeJS.ProcessEnv, execPath: string }} options
 * @returns {Promise<{ instructionSet: string } | { reason: string }>}
 */
export async function probeKernels({ layout, env, execPath }) {
  if (!existsSync(kernelsFile(layout))) return { reason: 'they are not compiled' };
  const script = fileURLToPath(new URL('./probe-kernels.mjs', import.meta.url));
  const result = await runCommand(execPath, [script, bindingFile(layout), kernelsFile(layout)], {
    env: { ...env, TF_CPP_MIN_LOG_LEVEL: '3' },
    timeoutMs: 60_000,
  });
  const instructionSet = /^kernels (\w+)$/m.exec(result.output)?.[1];
  if (result.code === 0 && instructionSet !== undefined) return { instructionSet };
  return { reason: result.stopped ?? lastLines(result.output, 2) };
}

/**
 * @param {{ layout: import('./layout.mjs').Layout, env: NodeJS.ProcessEnv, execPath: string }} options
 * @returns {Promise<string | undefined>} why it failed
 */
async function compile({ layout, env, execPath }) {
  try {
    const build = gypEnvironment({ env, execPath });
    const result = await runCommand(execPath, [build.nodeGyp, 'rebuild', '--release'], { cwd: layout.kernels, env: build.env });
    return result.code === 0 ? undefined : `they did not compile:\n${lastLines(result.output, 10)}`;
  } catch (error) {
    if (error instanceof SetupError) return error.message;
    throw error;
  }
}
