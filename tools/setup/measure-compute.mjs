import { fileURLToPath } from 'node:url';
import { gpuEnvironment } from './nvidia/gpu-environment.mjs';
import { lastLines, runCommand } from './run-command.mjs';
import { bindingFile } from './tensorflow/binding.mjs';

/** @typedef {{ operation: 'matMul' | 'conv', precision: 'float32' | 'bfloat16', gflops: number }} Rate */
/** @typedef {{ version?: string, gpu?: boolean, rates?: Rate[], failure?: string }} Measured `failure`: why there are no rates */

/**
 * Measures TensorFlow, and WebAssembly where TensorFlow does not work, each in a process of its own.
 * @param {{ layout: import('./layout.mjs').Layout, env: NodeJS.ProcessEnv, execPath: string }} options
 * @returns {Promise<{ native: Measured, wasm: Measured }>}
 */
export async function measureCompute({ layout, env, execPath }) {
  const options = { layout, env, execPath };
  const native = await measure('./tensorflow/measure-binding.mjs', [bindingFile(layout)], options);
  return { native, wasm: native.rates === undefined ? await measure('./tensorflow/measure-wasm.mjs', [], options) : {} };
}

/**
 * @param {string} script
 * @param {readonly string[]} args
 * @param {{ layout: import('./layout.mjs').Layout, env: NodeJS.ProcessEnv, execPath: string }} options
 * @returns {Promise<Measured>}
 */
async function measure(script, args, { layout, env, execPath }) {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const result = await runCommand(execPath, [file, ...args], {
    cwd: layout.root,
    env: { ...gpuEnvironment(env), TF_CPP_MIN_LOG_LEVEL: '3' },
    timeoutMs: 120_000,
  });
  const line = result.output.split('\n').find((text) => text.startsWith('{'));
  if (result.code === 0 && line !== undefined) {
    /** @type {unknown} */
    const measured = JSON.parse(line);
    return /** @type {Measured} */ (measured);
  }
  return { failure: result.stopped ?? /Error: .*/.exec(result.output)?.[0] ?? lastLines(result.output, 2) };
}
