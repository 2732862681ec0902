import { existsSync, statfsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { tensorflowFix } from './backend-marker.mjs';
import { checkNode } from './check-node.mjs';
import { compareInstalled } from './compare-installed.mjs';
import { findExecutable } from './find-executable.mjs';
import { measureCompute } from './measure-compute.mjs';
import { ADDONS, findCompiler, probeAddon } from './native-addons.mjs';
import { gpuCheck } from './nvidia/gpu-check.mjs';
import { findDriverLibrary, queryGpus } from './nvidia/query-gpus.mjs';
import { readJson } from './read-json.mjs';
import { runCommand } from './run-command.mjs';
import { SetupError } from './setup-error.mjs';
import { readStamp } from './stamp.mjs';
import { bindingFile, reasonForNoGpu } from './tensorflow/binding.mjs';
import { readPins } from './tensorflow/pins.mjs';

/**
 * One line of the doctor's report.
 * @typedef {object} Check
 * @property {string} name
 * @property {boolean} ok
 * @property {string} value what was found
 * @property {string} fix the command that mends it, empty when nothing is to be mended
 * @property {readonly import('./nvidia/query-gpus.mjs').Gpu[]} [gpus] of the GPU's line: what the driver tells of each
 */

/** @typedef {{ layout: import('./layout.mjs').Layout, env: NodeJS.ProcessEnv, execPath: string, gpu: import('./detect-gpu.mjs').Found }} Machine */

/** A trained ResNet-50 with its checkpoints and a decoded training set of 50,000 photos. */
const DISK_BYTES = 5e9;
const SETUP = 'npm run setup';
const ONNX_SCRIPT =
  "const o = require('onnxruntime-node'); console.log(o.env.versions.node, o.listSupportedBackends().flatMap((b) => b.bundled ? [b.name] : []).join(', '))";
const WEBGPU_SCRIPT = fileURLToPath(new URL('describe-webgpu.mjs', import.meta.url));
const SHARP_SCRIPT = "const s = require('sharp'); console.log(s.versions.sharp, 'with libvips', s.versions.vips)";

/**
 * Everything the project needs from this machine, checked by using it.
 * @param {Machine} machine
 * @returns {Promise<Check[]>}
 */
export async function runChecks(machine) {
  const loaded = await Promise.all([
    ...ADDONS.map((addon) => checkAddon(addon, machine)),
    checkLibrary('ONNX Runtime', ONNX_SCRIPT, machine),
    checkLibrary('sharp', SHARP_SCRIPT, machine),
    checkWebgpu(machine),
  ]);
  const quick = [
    checkNodeVersion(),
    checkPackages(machine),
    await checkCompiler(machine),
    await checkPip(machine),
    ...loaded,
    checkDisk('disk (checkout)', machine.layout.root, 'free some space, or set SUPCON_HOME to a folder on a larger disk'),
    checkDisk('disk (cache)', machine.layout.cacheHome, 'free some space, or set XDG_CACHE_HOME to a folder on a larger disk'),
  ];
  // Alone: what runs beside a measurement spoils it.
  return [...quick, ...(await checkCompute(machine))];
}

/** @returns {Check} */
function checkNodeVersion() {
  try {
    const remark = checkNode(process.versions.node);
    return passed('Node', remark ?? `${process.versions.node} (ABI ${process.versions.modules})`);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    return failed('Node', process.versions.node, error.fix);
  }
}

/** @param {Machine} machine */
function checkPackages({ layout }) {
  const difference = compareInstalled(layout.root);
  return difference === undefined ? passed('npm packages', 'as in package-lock.json') : failed('npm packages', difference, SETUP);
}

/** @param {Machine} machine */
async function checkCompiler({ layout, env }) {
  const compiler = findCompiler(env);
  const missing = [
    ...(compiler === undefined ? ['a C++ compiler'] : []),
    ...['make', 'python3'].filter((name) => findExecutable(name, env) === undefined),
  ];
  if (compiler !== undefined && missing.length === 0) {
    const { output } = await runCommand(compiler, ['--version'], { env });
    return passed('compiler', output.split('\n')[0] ?? compiler);
  }
  const built = [bindingFile(layout), ...ADDONS.map(({ name, file }) => path.join(layout.nodeModules, name, file))].every((file) =>
    existsSync(file),
  );
  const value = `${missing.join(', ')} missing`;
  if (built) return passed('compiler', `${value}, and not needed: everything is compiled`);
  return failed('compiler', value, 'apt-get install -y g++ make python3');
}

/** @param {Machine} machine */
async function checkPip({ layout, env }) {
  const python = findExecutable('python3', env);
  const result = python === undefined ? undefined : await runCommand(python, ['-m', 'pip', '--version'], { env });
  if (result?.code === 0) return passed('pip', result.output.trim().replace(/ from \S+/, ''));
  const value = python === undefined ? 'python3 missing' : 'python3 has no pip';
  if (readMarker(layout)?.backend === 'native') return passed('pip', `${value}, and not needed: TensorFlow is there`);
  return failed('pip', value, 'apt-get install -y python3 python3-pip');
}

/**
 * @param {import('./native-addons.mjs').Addon} addon
 * @param {Machine} machine
 */
async function checkAddon(addon, { layout, env, execPath }) {
  const failure = await probeAddon(addon, { root: layout.root, env, execPath });
  if (failure !== undefined) return failed(addon.name, failure, SETUP);
  return passed(addon.name, `${packageVersion(layout, addon.name)}, loads and works`);
}

/**
 * @param {string} name
 * @param {string} script prints what is to be shown
 * @param {Machine} machine
 */
async function checkLibrary(name, script, { layout, env, execPath }) {
  const result = await runCommand(execPath, ['-e', script], { cwd: layout.root, env, timeoutMs: 60_000 });
  if (result.code === 0) return passed(name, result.output.trim().split('\n').at(-1) ?? '');
  return failed(name, /Error: .*/.exec(result.output)?.[0] ?? 'does not load', 'npm ci --ignore-scripts && npm run setup');
}

/**
 * What `--backend webgpu` would compute on. Nothing else needs it, so that its absence is no failure.
 * @param {Machine} machine
 */
async function checkWebgpu({ layout, env, execPath }) {
  const result = await runCommand(execPath, [WEBGPU_SCRIPT], { cwd: layout.root, env, timeoutMs: 60_000 });
  const line = result.output.split('\n').find((text) => text.startsWith('{'));
  if (result.code !== 0 || line === undefined)
    return passed(
      'WebGPU',
      `not available, and only needed for --backend webgpu: ${/Error.*: .*/.exec(result.output)?.[0] ?? 'it does not load'}`,
    );
  /** @type {unknown} */
  const described = JSON.parse(line);
  const { adapter } = /** @type {{ adapter: string | null }} */ (described);
  return passed('WebGPU', adapter ?? 'no adapter; --backend webgpu wants a GPU with a Vulkan, Metal or Direct3D 12 driver');
}

/**
 * @param {string} name
 * @param {string} folder may not exist yet
 * @param {string} fix
 */
function checkDisk(name, folder, fix) {
  let existing = folder;
  while (!existsSync(existing)) existing = path.dirname(existing);
  const { bavail, bsize } = statfsSync(existing);
  const value = `${((bavail * bsize) / 1e9).toFixed(1)} GB free at ${existing}`;
  return bavail * bsize >= DISK_BYTES ? passed(name, value) : failed(name, `${value}, ${DISK_BYTES / 1e9} GB are wanted`, fix);
}

/**
 * The backend that training will use, what it computes a second, and whether a GPU lies idle.
 * @param {Machine} machine
 * @returns {Promise<Check[]>}
 */
async function checkCompute(machine) {
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
    if (own.length > 0) return passed(`speed ${precision}`, `${text} GFLOP/s`);
    // WebAssembly has no bfloat16; that is the backend's fault and reported there.
    return native.rates === undefined && wasm.rates !== undefined
      ? passed(`speed ${precision}`, 'not in WebAssembly')
      : failed(`speed ${precision}`, found.failure ?? 'not measured', SETUP);
  });
  return [backend, ...speeds, await checkGpu(machine, native.gpu === true)];
}

/**
 * @param {Machine} machine
 * @param {boolean} used
 * @returns {Promise<Check>}
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

/**
 * @param {import('./layout.mjs').Layout} layout
 * @returns {import('./backend-marker.mjs').Provided | undefined}
 */
function readMarker(layout) {
  return /** @type {import('./backend-marker.mjs').Provided | undefined} */ (readJson(layout.markerFile));
}

/**
 * @param {import('./layout.mjs').Layout} layout
 * @param {string} name
 */
function packageVersion(layout, name) {
  const manifest = /** @type {{ version?: string } | undefined} */ (readJson(path.join(layout.nodeModules, name, 'package.json')));
  return manifest?.version ?? 'unknown version';
}

/**
 * @param {string} name
 * @param {string} value
 * @returns {Check}
 */
function passed(name, value) {
  return { name, ok: true, value, fix: '' };
}

/**
 * @param {string} name
 * @param {string} value
 * @param {string} fix
 * @returns {Check}
 */
function failed(name, value, fix) {
  return { name, ok: false, value, fix };
}
