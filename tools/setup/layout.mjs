import { homedir } from 'node:os';
import path from 'node:path';

/**
 * Where everything of a checkout lies.
 * @typedef {object} Layout
 * @property {string} root the repository
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
    root,
    nodeModules,
    binding,
    kernels: path.join(root, 'packages/core/kernels'),
    stampFile: path.join(nodeModules, '.supcon-setup.json'),
    markerFile: path.join(binding, 'supcon-backend.json'),
    cacheHome: path.join(cache, 'supcon'),
  };
}
