import { createHash } from 'node:crypto';
import path from 'node:path';
import { addonCache } from './addon-cache.mjs';
import { wasmNotice, writeBackendMarker } from './backend-marker.mjs';
import { checkNode } from './check-node.mjs';
import { detectGpu } from './detect-gpu.mjs';
import { askedFor, findPending } from './find-pending.mjs';
import { installPackages } from './install-packages.mjs';
import { provideKernels } from './kernels.mjs';
import { ADDONS, buildAddon, probeAddon } from './native-addons.mjs';
import { readJson } from './read-json.mjs';
import { chooseGpu } from './nvidia/choose-gpu.mjs';
import { SetupError } from './setup-error.mjs';
import { readStamp, writeStamp } from './stamp.mjs';
import { readPins } from './tensorflow/pins.mjs';
import { provisionTensorflow } from './tensorflow/provision-tensorflow.mjs';
import { withLock } from './with-lock.mjs';

const UNUSED_GPU =
  'set-up: TensorFlow was taken in its CUDA build and does not see the GPU, so training runs on the CPU. What is wrong: npm run doctor';

/** @param {string} reason */
const withoutKernels = (reason) => `set-up: training on the CPU goes without the project's own operations, about a tenth slower: ${reason}`;

/**
 * @typedef {object} SetupOptions
 * @property {import('./layout.mjs').Layout} layout
 * @property {NodeJS.ProcessEnv} env
 * @property {import('./reporter.mjs').Reporter} reporter
 * @property {boolean} retry look for TensorFlow again where an earlier set-up ended with wasm
 * @property {string} [execPath] the running Node
 * @property {import('./tensorflow/pins.mjs').Pins} [pins]
 * @property {() => import('./detect-gpu.mjs').Found} [detect]
 */

/**
 * Brings a checkout to where every command works. Does nothing, in well under a second, when that is so already.
 * @param {SetupOptions} options
 * @returns {Promise<{ done: import('./find-pending.mjs').Pending[], tensorflow: import('./stamp.mjs').Stamp['tensorflow'] | undefined }>} what there was to do
 */
export async function runSetup(options) {
  const { layout, env, reporter, retry, detect = detectGpu } = options;
  const remark = checkNode(process.versions.node);
  const find = () => findPending({ layout, env, gpu: detect(), retry });
  if (find().length === 0) return { done: [], tensorflow: readStamp(layout)?.tensorflow };
  if (remark !== undefined) reporter.say(`set-up: ${remark}`);
  const lock = path.join(layout.cacheHome, 'locks', `${createHash('sha256').update(layout.root).digest('hex').slice(0, 16)}.lock`);
  return withLock(
    lock,
    async () => {
      // Another set-up may have done it while this one waited.
      const pending = find();
      const tensorflow = await work(pending, options);
      return { done: pending, tensorflow };
    },
    { onWait: (pid) => reporter.say(`set-up: process ${pid} is setting this checkout up; waiting for it`) },
  );
}

/**
 * @param {readonly import('./find-pending.mjs').Pending[]} pending
 * @param {SetupOptions} options
 */
async function work(pending, { layout, env, reporter, execPath = process.execPath, pins = readPins(), detect = detectGpu }) {
  const before = readStamp(layout);
  const gpu = detect();
  let { tensorflow, kernels } = before ?? {};
  for (const { step, name, reason } of pending) {
    if (step === 'packages') {
      reporter.step(`installing the npm packages (${reason})`);
      await installPackages({ root: layout.root, env, execPath });
    } else if (step === 'addon') {
      await provideAddon(name, { layout, env, reporter, execPath });
    } else if (step === 'kernels') {
      if (tensorflow === undefined) throw new TypeError('kernels come after TensorFlow');
      kernels = await provideKernels({ layout, env, execPath, tensorflow, report: (text) => reporter.step(text) });
      if (tensorflow.backend === 'native' && kernels.reason !== undefined) reporter.say(withoutKernels(kernels.reason));
    } else {
      reporter.step('looking for TensorFlow');
      const report = (/** @type {string} */ text) => reporter.step(text);
      const gpuPresent = gpu.present && (await chooseGpu({ env, pins, say: (text) => reporter.say(text) }));
      tensorflow = await provisionTensorflow({ layout, env, execPath, pins, gpuPresent, report });
      writeBackendMarker(layout, tensorflow);
      if (gpuPresent && tensorflow.variant === 'gpu' && tensorflow.gpu === false) reporter.say(UNUSED_GPU);
      if (tensorflow.backend === 'wasm') reporter.say(wasmNotice(tensorflow));
      else reporter.step(`TensorFlow ${tensorflow.version} (${tensorflow.variant}) from ${tensorflow.source}`);
    }
  }
  if (tensorflow !== undefined && kernels !== undefined && pending.length > 0)
    writeStamp(layout, { asked: askedFor({ env, gpu }), tensorflow, kernels });
  return tensorflow;
}

/**
 * @param {string} name
 * @param {{ layout: import('./layout.mjs').Layout, env: NodeJS.ProcessEnv, reporter: import('./reporter.mjs').Reporter, execPath: string }} options
 */
async function provideAddon(name, { layout, env, reporter, execPath }) {
  const addon = ADDONS.find((candidate) => candidate.name === name);
  if (addon === undefined) throw new TypeError(`provideAddon: ${name} is not one of ${ADDONS.map((known) => known.name).join(', ')}`);
  const options = { root: layout.root, env, execPath };
  if ((await probeAddon(addon, options)) === undefined) return;
  const target = path.join(layout.nodeModules, name, addon.file);
  const { version } = /** @type {{ version: string }} */ (readJson(path.join(layout.nodeModules, name, 'package.json')));
  const variant = addon.perAbi ? `abi${process.versions.modules}` : 'napi';
  const cache = addonCache({ cacheHome: layout.cacheHome, name, version, variant });
  if ((await cache.restore(target)) && (await probeAddon(addon, options)) === undefined) {
    reporter.step(`${name} ${version} from the cache`);
    return;
  }
  reporter.step(`compiling ${name} ${version}${name === 'better-sqlite3' ? ' (60 s to 2 min, as the machine is)' : ''}`);
  await buildAddon(addon, options);
  const failure = await probeAddon(addon, options);
  if (failure !== undefined) {
    throw new SetupError('ADDON_BROKEN', `${name} compiled but does not load: ${failure}`, {
      fix: `rm -rf node_modules/${name}/build && npm run setup`,
    });
  }
  await cache.store(target);
}
