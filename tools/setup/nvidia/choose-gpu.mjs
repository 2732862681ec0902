import { setting } from '../tensorflow/provision-tensorflow.mjs';
import { judgeGpu } from './judge-gpu.mjs';
import { describeGpu, queryGpus, visibleGpu } from './query-gpus.mjs';

/**
 * Whether to take the GPU build for the GPU that is there, and says which one it is, or why it cannot be used and that the CPU will be.
 * @param {{ env: NodeJS.ProcessEnv, pins: import('../tensorflow/pins.mjs').Pins, say: (text: string) => void }} options
 * @returns {Promise<boolean>} true also when the driver does not answer: the build finds out by itself
 */
export async function chooseGpu({ env, pins, say }) {
  const wanted = setting(env);
  if (wanted === 'cpu' || wanted === 'off') return false;
  const found = await queryGpus(env);
  if ('reason' in found) {
    say(`set-up: an NVIDIA driver is loaded, and does not describe its GPU (${found.reason})`);
    return true;
  }
  const gpu = visibleGpu(found.gpus, env) ?? found.gpus[0];
  const verdict = gpu && pins.cuda && judgeGpu(gpu, pins.cuda);
  if (verdict === undefined) {
    if (gpu !== undefined) say(`set-up: ${describeGpu(gpu)}`);
    return true;
  }
  const consequence =
    wanted === 'gpu' ? 'SUPCON_TENSORFLOW=gpu takes the GPU build all the same; it will compute on the CPU' : 'training runs on the CPU';
  say(`set-up: ${verdict.problem}; ${consequence}\n  to mend it: ${verdict.fix}`);
  return wanted === 'gpu';
}
