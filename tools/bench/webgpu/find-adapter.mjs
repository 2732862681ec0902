import { fileURLToPath } from 'node:url';
import { BenchError } from '../bench-error.mjs';
import { runContender } from '../run-contender.mjs';

/** A driver may hang. */
const TIMEOUT_MS = 60_000;

/**
 * The adapter that WebGPU computes on.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ name: string, software: boolean }>} `software`: it is no GPU but a driver that computes on the processor, and its name
 * says so
 * @throws BenchError where there is none.
 */
export async function findAdapter(env) {
  const script = fileURLToPath(new URL('../../setup/describe-webgpu.mjs', import.meta.url));
  const outcome = await runContender({ command: process.execPath, args: [script], env, timeoutMs: TIMEOUT_MS });
  const { adapter, software } = outcome.ok ? outcome.value : {};
  if (typeof adapter === 'string')
    return software === true ? { name: `${adapter} (software rendering, no GPU)`, software } : { name: adapter, software: false };
  throw new BenchError(
    `WebGPU has no GPU here (${outcome.ok ? 'no adapter' : outcome.reason}). Install its Vulkan driver; a part with tiny sizes also runs on SwiftShader: ` +
      'node tools/webgpu/with-swiftshader.mjs npm run bench -- webgpu --rounds 1 --steps 1 --batch 1 --size 32 --only 3x3',
  );
}
