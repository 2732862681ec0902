import { readMarker, tensorflowFix } from './backend-marker.mjs';
import { failed, passed } from './check.mjs';
import { probeKernels } from './kernels.mjs';
import { measureCompute } from './measure-compute.mjs';
import { gpuCheck } from './nvidia/gpu-check.mjs';
import { findDriverLibrary, queryGpus } from './nvidia/query-gpus.mjs';
import { readStamp } from './stamp.mjs';
import { reasonForNoGpu } from './tensorflow/binding.mjs';
import { readPins } from './tensorflow/pins.mjs';

const SETUP = 'npm run setup';

/**
 * The backend that training will use, what it computes a second, and whether a GPU lies idle.
 * @param {import('./check.mjs').Machine} machine
 * @returns {Promise<import('./check.mjs').Check[]>}
 */
export async function checkCompute(machine) {
  const { layout, env, execPath } = machine;
  const marker = readMarker(layout);
  const { native, wasm } = await measureCompute({ layout, env, execPath });
  const found = native.rates === undefined ? wasm : native;
  const backend =
    native.rates === undefined
      ? failed(
          'backend',
          `wasm, about 10 times slower: ${native.failure ?? 'unknown'}`,
          marker?.backend === 'wasm' ? tensorflowFix(marker) : SETUP,
        )
      : passed(
          'backend',
          `TensorFlow ${native.version ?? ''} (${native.gpu === true ? 'GPU' : 'CPU'})${marker === undefined ? '' : ` from ${marker.source}`}`,
        );
  const rates = found.rates ?? [];
  const speeds = /** @type {readonly ('float32' | 'bfloat16')[]} */ (['float32', 'bfloat16']).map((precision) => {
    const own = rates.filter((rate) => rate.precision === precision);
    const text = own.map(({ operation, gflops }) => `${operation} ${gflops}`).join(', ');
    if (own.length > 0) return passed(`speed ${precision}`, `${text} GFLOP/s${native.rates === undefined ? ' in one of its threads' : ''}`);
    // WebAssembly has no bfloat16; that is the backend's fault and reported there.
    return native.rates === undefined && wasm.rates !== undefined
      ? passed(`speed ${precision}`, 'not in WebAssembly')
      : failed(`speed ${precision}`, found.failure ?? 'not measured', SETUP);
  });
  return [
    backend,
    ...(native.rates === undefined || native.gpu ? [] : [await checkKernels(machine)]),
    ...speeds,
    await checkGpu(machine, native.gpu === true),
  ];
}

/**
 * The project's own operations for training on the CPU. Training works without them, so that their absence is no failure.
 * @param {import('./check.mjs').Machine} machine
 */
async function checkKernels(machine) {
  const found = await probeKernels(machine);
  if ('instructionSet' in found) return passed('kernels', `load and work, in their form for ${found.instructionSet}`);
  const reason = readStamp(machine.layout)?.kernels.reason ?? found.reason;
  return passed('kernels', `not there, training is about a tenth slower: ${reason} (to try again: npm run setup)`);
}

/**
 * @param {import('./check.mjs').Machine} machine
 * @param {boolean} used
 * @returns {Promise<import('./check.mjs').Check>}
 */
async function checkGpu({ layout, env, execPath, gpu }, used) {
  if (!gpu.present) return passed('GPU', 'no NVIDIA GPU; the CPU is used');
  const variant = readMarker(layout)?.variant;
  const asked = readStamp(layout)?.asked ?? '';
  return gpuCheck({
    used,
    variant,
    switchedOff: ['cpu', 'off'].find((setting) => setting === (env['SUPCON_TENSORFLOW'] ?? asked.split(',')[0])),
    found: await queryGpus(env),
    driverLibrary: findDriverLibrary(env),
    needs: readPins().cuda,
    env,
    said: used || variant !== 'gpu' ? undefined : await reasonForNoGpu({ layout, env, execPath }),
  });
}
