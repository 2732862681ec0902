import { existsSync, readFileSync } from 'node:fs';

/** Present where the NVIDIA driver is loaded: plain Linux, containers with the device passed through, WSL. */
const DRIVER_FILES = ['/proc/driver/nvidia/version', '/dev/nvidia0', '/usr/lib/wsl/lib/libcuda.so.1'];

/** @typedef {{ present: boolean, driver?: string }} Found */

/**
 * Looks at files only, so that a set-up with nothing to do stays fast.
 * @returns {Found}
 */
export function detectGpu() {
  const found = DRIVER_FILES.find((file) => existsSync(file));
  if (found === undefined) return { present: false };
  try {
    const driver = /Module\s+([\d.]+)/.exec(readFileSync(DRIVER_FILES[0] ?? '', 'utf8'))?.[1];
    return driver === undefined ? { present: true } : { present: true, driver };
  } catch {
    return { present: true };
  }
}
