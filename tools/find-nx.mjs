import { createRequire } from 'node:module';
import path from 'node:path';

/**
 * @param {string} root the repository, set up
 * @returns {string} nx's script, to be run with the running Node
 */
export function findNx(root) {
  return createRequire(path.join(root, 'package.json')).resolve('nx/bin/nx.js');
}

/**
 * nx without its daemon, its cloud and its full-screen display: what a script wants.
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function nxEnvironment(env) {
  return { ...env, NX_NO_CLOUD: 'true', NX_DAEMON: 'false', NX_TUI: 'false' };
}
