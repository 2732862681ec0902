import { judgeGpu } from './judge-gpu.mjs';
import { describeGpu, visibleGpu } from './query-gpus.mjs';

const SETUP = 'npm run setup';

/**
 * @typedef {object} GpuState
 * @property {boolean} used whether TensorFlow computed on a GPU
 * @property {string | undefined} variant of the TensorFlow that set-up took
 * @property {string | undefined} switchedOff the setting that asked for no GPU, if one did
 * @property {Awaited<ReturnType<typeof import('./query-gpus.mjs').queryGpus>>} found what the driver answered
 * @property {string | undefined} driverLibrary
 * @property {import('../tensorflow/pins.mjs').CudaNeeds | undefined} needs
 * @property {NodeJS.ProcessEnv} env
 * @property {string | undefined} said what TensorFlow's CUDA build said about a GPU that it does not use
 */

/**
 * The doctor's line about a machine with an NVIDIA driver: which GPU, and whether it is used; where it is not, the first of the possible reasons
 * that holds.
 * @param {GpuState} state
 * @returns {import('../check.mjs').Check}
 */
export function gpuCheck({ used, variant, switchedOff, found, driverLibrary, needs, env, said }) {
  const gpus = 'gpus' in found ? found.gpus : [];
  const gpu = visibleGpu(gpus, env);
  const shown = gpu ?? gpus[0];
  const name = shown === undefined ? 'an NVIDIA GPU' : `${describeGpu(shown)}${gpus.length > 1 ? ` (one of ${gpus.length})` : ''}`;
  /** @type {(ok: boolean, value: string, fix?: string) => import('../check.mjs').Check} */
  const line = (ok, value, fix = '') => ({ name: 'GPU', ok, value, fix, ...(gpus.length > 0 ? { gpus } : {}) });
  /** @type {(why: string, fix: string) => import('../check.mjs').Check} */
  const unused = (why, fix) => line(false, `${name}, not used: ${why}; training runs on the CPU`, fix);

  if (used) return line(true, `${name}, in use`);
  if (switchedOff !== undefined) return line(true, `${name}, not used, as SUPCON_TENSORFLOW=${switchedOff} asks`);
  if ('reason' in found) {
    return unused(
      `the driver does not answer (${found.reason})`,
      'install the NVIDIA driver anew or reboot until nvidia-smi lists the GPU',
    );
  }
  if (gpu === undefined) return unused(`CUDA_VISIBLE_DEVICES=${env['CUDA_VISIBLE_DEVICES'] ?? ''} hides it`, 'unset CUDA_VISIBLE_DEVICES');
  const verdict = needs && judgeGpu(gpu, needs);
  if (verdict !== undefined) return unused(verdict.problem, verdict.fix);
  if (driverLibrary === undefined) {
    return unused(
      'libcuda.so.1 of the driver is not found',
      'in a container: start it with --gpus all and the NVIDIA Container Toolkit; otherwise install the whole driver, not only its kernel module',
    );
  }
  if (variant !== 'gpu') return unused("TensorFlow's CPU build is linked", `SUPCON_TENSORFLOW=gpu ${SETUP}`);
  return unused(said ?? "TensorFlow's CUDA build does not see it", `rm -rf ~/.cache/supcon/tensorflow/*-gpu && ${SETUP}`);
}
