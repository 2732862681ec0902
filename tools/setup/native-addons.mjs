import { existsSync } from 'node:fs';
import path from 'node:path';
import { findExecutable } from './find-executable.mjs';
import { findNodeHeaders } from './find-node-headers.mjs';
import { findNodeGyp } from './find-npm.mjs';
import { lastLines, runCommand } from './run-command.mjs';
import { SetupError } from './setup-error.mjs';

/**
 * @typedef {object} Addon
 * @property {string} name npm package
 * @property {string} file the compiled addon inside the package
 * @property {boolean} perAbi true: built against V8, so each Node major needs its own; false: Node-API, one build serves all
 * @property {string} probe code that fails when the addon does not work
 */

/** The packages whose own install script would have compiled them. sharp, esbuild and onnxruntime-node bring their binaries along.
 * @type {readonly Addon[]} */
export const ADDONS = [
  {
    name: 'hnswlib-node',
    file: 'build/Release/addon.node',
    perAbi: false,
    probe: "const i = new (require('hnswlib-node').HierarchicalNSW)('l2', 2); i.initIndex(1); i.addPoint([0, 1], 0)",
  },
  {
    name: 'better-sqlite3',
    file: 'build/Release/better_sqlite3.node',
    perAbi: true,
    probe: "new (require('better-sqlite3'))(':memory:').prepare('select 1').get()",
  },
];

/**
 * @param {import('./layout.mjs').Layout} layout
 * @returns {readonly Addon[]} what has to be there: where the packages are installed, what somebody installed
 */
export function addonsOf({ installed, nodeModules }) {
  return installed ? ADDONS.filter(({ name }) => existsSync(path.join(nodeModules, name))) : ADDONS;
}

/**
 * Loads the addon in a process of its own, since a wrong one can take its process down.
 * @param {Addon} addon
 * @param {{ root: string, env: NodeJS.ProcessEnv, execPath: string }} options
 * @returns {Promise<string | undefined>} why it does not work, undefined when it does
 */
export async function probeAddon(addon, { root, env, execPath }) {
  if (!existsSync(path.join(root, 'node_modules', addon.name, addon.file))) return 'not built';
  const result = await runCommand(execPath, ['-e', addon.probe], { cwd: root, env, timeoutMs: 60_000 });
  if (result.code === 0) return undefined;
  return /Error: .*/.exec(result.output)?.[0] ?? result.stopped ?? `ended with status ${result.code ?? 'none (killed)'}`;
}

/**
 * @param {Addon} addon
 * @param {{ root: string, env: NodeJS.ProcessEnv, execPath: string }} options
 */
export async function buildAddon(addon, { root, env, execPath }) {
  const build = gypEnvironment({ env, execPath });
  const cwd = path.join(root, 'node_modules', addon.name);
  const result = await runCommand(execPath, [build.nodeGyp, 'rebuild', '--release'], { cwd, env: build.env });
  if (result.code !== 0) {
    throw new SetupError('ADDON_BUILD_FAILED', `${addon.name} did not compile`, {
      fix: build.headers === undefined ? HEADERS_FIX : 'look at the compiler message above, then: npm run setup',
      output: lastLines(result.output, 25),
    });
  }
}

const HEADERS_FIX =
  'node-gyp had to download the headers of Node; use a Node that brings include/node along (nodejs.org, nvm, NodeSource), then: npm run setup';

/**
 * What every native build needs, checked before the first one so that the message is ours and not page two of node-gyp's.
 * @param {{ env: NodeJS.ProcessEnv, execPath: string }} options
 */
export function gypEnvironment({ env, execPath }) {
  const missing = [
    ...(findCompiler(env) === undefined ? ['a C++ compiler'] : []),
    ...['make', 'python3'].filter((name) => findExecutable(name, env) === undefined),
  ];
  if (missing.length > 0) {
    throw new SetupError('COMPILER_MISSING', `to compile native addons, ${missing.join(' and ')} must be on PATH`, {
      fix: 'apt-get install -y g++ make python3   (Fedora: dnf install gcc-c++ make python3; macOS: xcode-select --install)',
    });
  }
  const nodeGyp = findNodeGyp(env, execPath);
  if (nodeGyp === undefined) {
    throw new SetupError('NODE_GYP_MISSING', 'node-gyp is neither inside npm nor on PATH', { fix: 'npm install --global node-gyp' });
  }
  const headers = findNodeHeaders({ env, execPath, modules: process.versions.modules });
  const { npm_config_nodedir: _, NPM_CONFIG_NODEDIR: __, ...rest } = env;
  return {
    nodeGyp,
    headers,
    env: { ...rest, npm_config_node_gyp: nodeGyp, ...(headers === undefined ? {} : { npm_config_nodedir: headers }) },
  };
}

/** @param {NodeJS.ProcessEnv} env */
export function findCompiler(env) {
  const names = env['CXX'] === undefined ? ['g++', 'c++', 'clang++'] : [/** @type {string} */ (env['CXX'].split(' ')[0])];
  return names.map((name) => findExecutable(name, env)).find((file) => file !== undefined);
}
