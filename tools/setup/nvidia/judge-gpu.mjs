/** @typedef {import('../tensorflow/pins.mjs').CudaNeeds} CudaNeeds */

/**
 * Whether this project's CUDA build runs on a GPU, by what its driver tells.
 * @param {import('./query-gpus.mjs').Gpu} gpu
 * @param {CudaNeeds} needs
 * @returns {{ problem: string, fix: string } | undefined} undefined when nothing speaks against it
 */
export function judgeGpu({ name, driver, capability }, needs) {
  if (capability !== undefined && compareVersions(capability, needs.capability) < 0) {
    return {
      problem: `${name} has compute capability ${capability}, and the CUDA ${needs.version} build of TensorFlow has kernels from ${needs.capability} on`,
      fix: 'none for this GPU with CUDA; SUPCON_TENSORFLOW=cpu npm run setup takes the smaller CPU build',
    };
  }
  const compiles = capability !== undefined && compareVersions(capability, needs.compiledBelow) >= 0;
  const needed = compiles ? needs.compilingDriver : needs.driver;
  if (compareVersions(driver, needed) >= 0) return undefined;
  const why = compiles ? `CUDA ${needs.version} on compute capability ${capability}` : `CUDA ${needs.version}`;
  return {
    problem: `driver ${driver} of ${name} is too old: ${why} needs ${needed} or newer`,
    fix: `install an NVIDIA driver of version ${needed} or newer (Ubuntu: sudo ubuntu-drivers install; others: nvidia.com/drivers), reboot, then: npm run setup`,
  };
}

/**
 * @param {string} a numbers with dots between
 * @param {string} b
 * @returns {number} below 0 when a comes first, 0 when they are equal
 */
export function compareVersions(a, b) {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  for (let at = 0; at < Math.max(left?.length ?? 0, right?.length ?? 0); at++) {
    const difference = (left?.[at] ?? 0) - (right?.[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
