import { readdirSync, existsSync } from 'node:fs';
import path from 'node:path';
import { compareInstalled } from './compare-installed.mjs';
import { kernelSources } from './kernels.mjs';
import { addonsOf } from './native-addons.mjs';
import { fingerprint, machine, readStamp } from './stamp.mjs';
import { setting } from './tensorflow/provision-tensorflow.mjs';

/** @typedef {{ step: 'packages' | 'addon' | 'tensorflow' | 'kernels', name: string, reason: string }} Pending */

/**
 * What a set-up has to look at, from file names, sizes and the stamp alone: no library is loaded, so it takes milliseconds.
 * @param {{ layout: import('./layout.mjs').Layout, env: NodeJS.ProcessEnv, gpu: import('./detect-gpu.mjs').Found, retry: boolean }} options
 * @returns {Pending[]} in the order of the work; empty when nothing is to be done
 */
export function findPending({ layout, env, gpu, retry }) {
  const packages = layout.installed ? undefined : compareInstalled(layout.root);
  if (packages !== undefined) {
    const everything = addonsOf(layout).map(({ name }) => name);
    return [
      { step: 'packages', name: 'npm packages', reason: packages },
      ...everything.map((name) => /** @type {Pending} */ ({ step: 'addon', name, reason: 'comes after the npm packages' })),
      { step: 'tensorflow', name: 'TensorFlow', reason: 'comes after the npm packages' },
      { step: 'kernels', name: 'kernels', reason: 'come after TensorFlow' },
    ];
  }
  const stamp = readStamp(layout);
  const sameMachine = stamp?.machine === machine();
  /** @type {Pending[]} */
  const pending = [];
  for (const { name, perAbi } of addonsOf(layout)) {
    const reason =
      stamp === undefined
        ? 'not tried yet'
        : !sameMachine && perAbi
          ? `this is ${machine()}, it was built for ${stamp.machine}`
          : stamp.files[name] !== fingerprint(layout, name) || fingerprint(layout, name) === 'none'
            ? 'the compiled file is missing or changed'
            : undefined;
    if (reason !== undefined) pending.push({ step: 'addon', name, reason });
  }
  const tensorflow = tensorflowPending({ layout, stamp, asked: askedFor({ env, gpu }), retry });
  if (tensorflow !== undefined) pending.push({ step: 'tensorflow', name: 'TensorFlow', reason: tensorflow });
  const kernels = tensorflow === undefined ? kernelsPending({ layout, stamp, retry }) : 'come after TensorFlow';
  if (kernels !== undefined) pending.push({ step: 'kernels', name: 'kernels', reason: kernels });
  return pending;
}

/**
 * @param {{ layout: import('./layout.mjs').Layout, stamp: import('./stamp.mjs').Stamp | undefined, retry: boolean }} options
 * @returns {string | undefined}
 */
function kernelsPending({ layout, stamp, retry }) {
  if (stamp?.tensorflow.backend !== 'native') return undefined;
  if (stamp.kernels.sources !== kernelSources(layout)) return 'their sources have changed';
  if (stamp.files['kernels'] !== fingerprint(layout, 'kernels')) return 'the compiled file is missing or changed';
  // As with TensorFlow: what was not to be had is looked for again when somebody asks.
  return retry && stamp.kernels.reason !== undefined ? 'they could not be made the last time' : undefined;
}

/**
 * @param {{ layout: import('./layout.mjs').Layout, stamp: import('./stamp.mjs').Stamp | undefined, asked: string, retry: boolean }} options
 * @returns {string | undefined}
 */
function tensorflowPending({ layout, stamp, asked, retry }) {
  if (stamp === undefined) return 'not tried yet';
  if (stamp.asked !== asked) return `asked for ${asked}, before that ${stamp.asked}`;
  if (stamp.tensorflow.backend === 'wasm') return retry && asked !== 'off' ? 'none was found the last time' : undefined;
  if (!existsSync(layout.markerFile)) return 'the marker beside the binding is missing';
  const changed = stamp.files['tfjs-binding'] !== fingerprint(layout, 'tfjs-binding');
  if (changed) return 'the compiled binding is missing or changed';
  const deps = path.join(layout.binding, 'deps');
  const dangling = ['include', 'lib/libtensorflow.so'].find((place) => !existsSync(path.join(deps, place)));
  if (dangling !== undefined || readdirSync(path.join(deps, 'lib')).length < 2) return 'its libraries are not where they were';
  return undefined;
}

/**
 * @param {{ env: NodeJS.ProcessEnv, gpu: import('./detect-gpu.mjs').Found }} options
 * @returns {string} everything outside the checkout that decides which TensorFlow is taken
 */
export function askedFor({ env, gpu }) {
  const wanted = setting(env);
  const folder = env['SUPCON_LIBTENSORFLOW'];
  // A newer driver may do what the older one could not.
  const withGpu = `auto with a GPU${gpu.driver === undefined ? '' : ` and driver ${gpu.driver}`}`;
  return `${wanted === 'auto' && gpu.present ? withGpu : wanted}${folder ? `, folder ${path.resolve(folder)}` : ''}`;
}
