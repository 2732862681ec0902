import { existsSync, statfsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readMarker } from './backend-marker.mjs';
import { failed, passed } from './check.mjs';
import { checkNode } from './check-node.mjs';
import { compareInstalled } from './compare-installed.mjs';
import { checkCompute } from './compute-checks.mjs';
import { findExecutable } from './find-executable.mjs';
import { addonsOf, findCompiler, probeAddon } from './native-addons.mjs';
import { readJson } from './read-json.mjs';
import { runCommand } from './run-command.mjs';
import { SetupError } from './setup-error.mjs';
import { bindingFile } from './tensorflow/binding.mjs';

/** A trained ResNet-50 with its checkpoints and a decoded training set of 50,000 photos. */
const DISK_BYTES = 5e9;
const SETUP = 'npm run setup';
const ONNX_SCRIPT =
  "const o = require('onnxruntime-node'); console.log(o.env.versions.node, o.listSupportedBackends().flatMap((b) => b.bundled ? [b.name] : []).join(', '))";
const WEBGPU_SCRIPT = fileURLToPath(new URL('describe-webgpu.mjs', import.meta.url));
const DECODING_SCRIPT = fileURLToPath(new URL('describe-decoding.mjs', import.meta.url));
const SHARP_SCRIPT = "const s = require('sharp'); console.log(s.versions.sharp, 'with libvips', s.versions.vips)";

/**
 * Everything the project needs from this machine, checked by using it.
 * @param {import('./check.mjs').Machine} machine
 * @returns {Promise<import('./check.mjs').Check[]>}
 */
export async function runChecks(machine) {
  const loaded = await Promise.all([
    ...addonsOf(machine.layout).map((addon) => checkAddon(addon, machine)),
    checkLibrary('ONNX Runtime', ONNX_SCRIPT, machine),
    checkLibrary('sharp', SHARP_SCRIPT, machine),
    checkDecoding(machine),
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

/** @returns {import('./check.mjs').Check} */
function checkNodeVersion() {
  try {
    const remark = checkNode(process.versions.node);
    return passed('Node', remark ?? `${process.versions.node} (ABI ${process.versions.modules})`);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    return failed('Node', process.versions.node, error.fix);
  }
}

/** @param {import('./check.mjs').Machine} machine */
function checkPackages({ layout }) {
  if (layout.installed) return passed('npm packages', 'installed by npm');
  const difference = compareInstalled(layout.root);
  return difference === undefined ? passed('npm packages', 'as in package-lock.json') : failed('npm packages', difference, SETUP);
}

/** @param {import('./check.mjs').Machine} machine */
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
  const built = [bindingFile(layout), ...addonsOf(layout).map(({ name, file }) => path.join(layout.nodeModules, name, file))].every(
    (file) => existsSync(file),
  );
  const value = `${missing.join(', ')} missing`;
  if (built) return passed('compiler', `${value}, and not needed: everything is compiled`);
  return failed('compiler', value, 'apt-get install -y g++ make python3');
}

/** @param {import('./check.mjs').Machine} machine */
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
 * @param {import('./check.mjs').Machine} machine
 */
async function checkAddon(addon, { layout, env, execPath }) {
  const failure = await probeAddon(addon, { root: layout.root, env, execPath });
  if (failure !== undefined) return failed(addon.name, failure, SETUP);
  return passed(addon.name, `${packageVersion(layout, addon.name)}, loads and works`);
}

/**
 * @param {string} name
 * @param {string} script prints what is to be shown
 * @param {import('./check.mjs').Machine} machine
 */
async function checkLibrary(name, script, { layout, env, execPath }) {
  const result = await runCommand(execPath, ['-e', script], { cwd: layout.root, env, timeoutMs: 60_000 });
  if (result.code === 0) return passed(name, result.output.trim().split('\n').at(-1) ?? '');
  return failed(name, /Error: .*/.exec(result.output)?.[0] ?? 'does not load', 'npm ci --ignore-scripts && npm run setup');
}

/**
 * The fast way to decode JPEGs: libjpeg-turbo in an addon, and the resize in WebAssembly.
 * @param {import('./check.mjs').Machine} machine
 */
async function checkDecoding({ layout, env, execPath }) {
  const result = await runCommand(execPath, [DECODING_SCRIPT], { cwd: layout.root, env, timeoutMs: 60_000 });
  const line = result.output.split('\n').find((text) => text.startsWith('{'));
  const fix = 'npm ci --ignore-scripts && npm run setup && npm run build';
  if (result.code !== 0 || line === undefined)
    return failed('JPEG decoding', /Error.*: .*/.exec(result.output)?.[0] ?? 'it ends its process', fix);
  /** @type {unknown} */
  const described = JSON.parse(line);
  const { trouble, means } = /** @type {{ trouble: string | null, means: string }} */ (described);
  if (trouble !== null) return failed('JPEG decoding', means, fix);
  return passed('JPEG decoding', `@julusian/jpeg-turbo ${packageVersion(layout, '@julusian/jpeg-turbo')}, decodes and resizes`);
}

/**
 * What `--backend webgpu` would compute on. Nothing else needs it, so that its absence is no failure.
 * @param {import('./check.mjs').Machine} machine
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
  const { adapter, software } = /** @type {{ adapter: string | null, software: boolean }} */ (described);
  if (adapter === null) return passed('WebGPU', 'no adapter; --backend webgpu wants a GPU with a Vulkan, Metal or Direct3D 12 driver');
  return passed('WebGPU', software ? `${adapter}: software rendering on the processor, good for tests only` : adapter);
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
 * @param {import('./layout.mjs').Layout} layout
 * @param {string} name
 */
function packageVersion(layout, name) {
  const manifest = /** @type {{ version?: string } | undefined} */ (readJson(path.join(layout.nodeModules, name, 'package.json')));
  return manifest?.version ?? 'unknown version';
}
