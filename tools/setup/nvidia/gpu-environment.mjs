/**
 * What TensorFlow is started with, as in packages/core/src/engine/native/tensorflow-environment.ts: memory is taken as it is needed, and the first GPU
 * by place on the bus is the one that is used.
 * @param {NodeJS.ProcessEnv} env what it says already stays
 * @returns {NodeJS.ProcessEnv}
 */
export function gpuEnvironment(env) {
  return { TF_FORCE_GPU_ALLOW_GROWTH: 'true', CUDA_DEVICE_ORDER: 'PCI_BUS_ID', CUDA_VISIBLE_DEVICES: '0', ...env };
}
