import { existsSync } from 'node:fs';
import path from 'node:path';
import { findExecutable } from '../find-executable.mjs';
import { lastLines, runCommand } from '../run-command.mjs';

/**
 * One GPU as its driver describes it.
 * @typedef {object} Gpu
 * @property {string} name
 * @property {number | undefined} memoryMb undefined where memory is shared with the CPU
 * @property {string} driver its version
 * @property {string | undefined} capability compute capability, as 8.6; undefined with drivers that do not tell
 */

/** Where WSL puts it, outside PATH. */
const IN_WSL = '/usr/lib/wsl/lib/nvidia-smi';
/** A driver that hangs is not to hang us. */
const TIMEOUT_MS = 30_000;

/**
 * Asks the driver for its GPUs, in the order of their places on the bus.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ gpus: Gpu[] } | { reason: string }>} the reason why there is no answer
 */
export async function queryGpus(env) {
  const command = findExecutable('nvidia-smi', env) ?? (existsSync(IN_WSL) ? IN_WSL : undefined);
  if (command === undefined) return { reason: 'nvidia-smi, which comes with the driver, is not on PATH' };
  const ask = (/** @type {string} */ fields) =>
    runCommand(command, [`--query-gpu=${fields}`, '--format=csv,noheader,nounits'], { env, timeoutMs: TIMEOUT_MS });
  let result = await ask('name,memory.total,driver_version,compute_cap');
  // Drivers below 510 do not know the last field.
  if (result.output.includes('not a valid field')) result = await ask('name,memory.total,driver_version');
  if (result.code !== 0) return { reason: `nvidia-smi: ${result.stopped ?? lastLines(result.output, 2).replaceAll('\n', ' ')}` };
  const gpus = parseGpus(result.output);
  return gpus.length > 0 ? { gpus } : { reason: 'nvidia-smi lists no GPU' };
}

/**
 * @param {string} csv a line for each GPU: name, memory in MiB, driver, and compute capability where it is told
 * @returns {Gpu[]}
 */
export function parseGpus(csv) {
  return csv
    .split('\n')
    .map((line) => line.split(',').map((field) => field.trim()))
    .flatMap(([name, memory, driver, capability]) => {
      if (!name || !driver || !/^\d+\./.test(driver)) return [];
      const memoryMb = Number(memory);
      return [
        {
          name,
          memoryMb: Number.isFinite(memoryMb) && memoryMb > 0 ? memoryMb : undefined,
          driver,
          capability: capability !== undefined && /^\d+\.\d+$/.test(capability) ? capability : undefined,
        },
      ];
    });
}

/** @param {Gpu} gpu @returns {string} for people */
export function describeGpu({ name, memoryMb, driver, capability }) {
  return [
    name,
    memoryMb === undefined ? 'memory shared with the CPU' : `${(memoryMb / 1024).toFixed(1)} GiB`,
    `driver ${driver}`,
    ...(capability === undefined ? [] : [`compute capability ${capability}`]),
  ].join(', ');
}

/**
 * The one GPU that TensorFlow computes on: the first that CUDA_VISIBLE_DEVICES names, otherwise the first of all.
 * @param {readonly Gpu[]} gpus
 * @param {NodeJS.ProcessEnv} env
 * @returns {Gpu | undefined} undefined when that variable hides them all
 */
export function visibleGpu(gpus, env) {
  const [first = '0'] = (env['CUDA_VISIBLE_DEVICES'] ?? '0').split(',');
  // Names of devices (GPU-..., MIG-...) are for CUDA to tell apart.
  return /^(GPU|MIG)-/.test(first.trim()) ? gpus[0] : gpus[first.trim() === '' ? -1 : Number(first)];
}

/** Folders besides ldconfig's that container runtimes and WSL put the driver's libraries in. */
const DRIVER_FOLDERS = [
  '/usr/lib/wsl/lib',
  '/usr/local/nvidia/lib64',
  '/usr/lib64',
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
];

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {readonly string[]} [folders] where to look behind LD_LIBRARY_PATH
 * @returns {string | undefined} the driver's libcuda.so.1, without which no process reaches a GPU
 */
export function findDriverLibrary(env, folders = DRIVER_FOLDERS) {
  return [...(env['LD_LIBRARY_PATH'] ?? '').split(path.delimiter).filter(Boolean), ...folders]
    .map((folder) => path.join(folder, 'libcuda.so.1'))
    .find((file) => existsSync(file));
}
