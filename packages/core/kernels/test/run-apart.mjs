import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where set-up puts the compiled operations. */
export const ADDON = fileURLToPath(new URL('../build/Release/supcon_kernels.node', import.meta.url));

/**
 * Runs every operation once on drawn values, in a process of its own (run-kernels.mjs).
 * @param {string} addon
 * @param {string} precision T: float32 or bfloat16
 * @param {readonly number[]} shape [N, H, W, C]
 * @param {NodeJS.ProcessEnv} env added to this process's
 * @param {'ignore' | 'inherit'} [stderr] default ignore: TensorFlow tells much
 * @returns {{ instructionSet: string, outputs: Readonly<Record<string, string>> }} outputs as base64 of float32
 */
export function runApart(addon, precision, shape, env, stderr = 'ignore') {
  const folder = path.dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-node-gpu/package.json'));
  const script = fileURLToPath(new URL('./run-kernels.mjs', import.meta.url));
  const binding = path.join(folder, 'lib/napi-v8/tfjs_binding.node');
  const output = execFileSync(process.execPath, [script, binding, addon, precision, JSON.stringify(shape)], {
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', ...env },
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', stderr],
  });
  return JSON.parse(output.toString());
}
