import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Where everything of a checkout lies, or of a project that the packages are installed in.
 * @typedef {object} Layout
 * @property {boolean} installed the packages are somebody's dependencies: there is no checkout, and npm's own business is none of the set-up's
 * @property {string} root the repository, or the project
 * @property {string} nodeModules
 * @property {string} binding folder of the tfjs-node-gpu package
 * @property {string} kernels folder of the project's own TensorFlow operations
 * @property {string} stampFile what the last set-up left behind; lies in node_modules, so it goes with it
 * @property {string} markerFile which TensorFlow the binding uses and why; read by doctor and by the backend selection
 * @property {string} cacheHome `$XDG_CACHE_HOME/supcon`, shared by all checkouts
 */

/**
 * @param {{ root: string, env: NodeJS.ProcessEnv }} options
 * @returns {Layout}
 */
export function createLayout({ root, env }) {
  const nodeModules = path.join(root, 'node_modules');
  const binding = path.join(nodeModules, '@tensorflow', 'tfjs-node-gpu');
  const xdg = env['XDG_CACHE_HOME'];
  // The XDG base directory specification: a relative path is to be ignored.
  const cache = xdg !== undefined && path.isAbsolute(xdg) ? xdg : path.join(env['HOME'] ?? homedir(), '.cache');
  return {
    installed: false,
    root,
    nodeModules,
    binding,
    kernels: path.join(root, 'packages/core/kernels'),
    stampFile: path.join(nodeModules, '.supcon-setup.json'),
    markerFile: path.join(binding, 'supcon-backend.json'),
    cacheHome: path.join(cache, 'supcon'),
  };
}

/**
 * Of the checkout that a script of the set-up lies in, or of the project whose package brought it along (as @supcon/train does).
 * @param {string} script URL of a file in the set-up's folder
 * @param {NodeJS.ProcessEnv} env
 * @returns {Layout}
 */
export function findLayout(script, env) {
  const above = path.resolve(fileURLToPath(new URL('../..', script)));
  if (existsSync(path.join(above, 'nx.json'))) return createLayout({ root: above, env });
  const modules = above.lastIndexOf(`${path.sep}node_modules`);
  const layout = createLayout({ root: modules < 0 ? above : above.slice(0, modules), env });
  const find = createRequire(script);
  const binding = path.dirname(find.resolve('@tensorflow/tfjs-node-gpu/package.json'));
  const kernels = path.join(path.dirname(find.resolve('@supcon/core/package.json')), 'kernels');
  return { ...layout, installed: true, binding, kernels, markerFile: path.join(binding, 'supcon-backend.json') };
}
