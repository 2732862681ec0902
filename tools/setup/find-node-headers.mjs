import { readFileSync } from 'node:fs';
import path from 'node:path';
import { prefixOf } from './find-npm.mjs';

/**
 * The folder to give node-gyp as `nodedir`, so that it compiles against the headers beside the running Node instead of downloading
 * them. Headers of another Node version are refused: an addon built against them loads and then crashes.
 * @param {{ env: NodeJS.ProcessEnv, execPath: string, modules: string }} options `modules` is `process.versions.modules`
 * @returns {string | undefined} undefined: node-gyp has to download them
 */
export function findNodeHeaders({ env, execPath, modules }) {
  return [prefixOf(execPath), env['npm_config_nodedir'], env['NPM_CONFIG_NODEDIR']].find(
    (folder) => folder !== undefined && headerAbi(folder) === modules,
  );
}

/**
 * @param {string} folder
 * @returns {string | undefined} NODE_MODULE_VERSION of the headers below it
 */
function headerAbi(folder) {
  try {
    readFileSync(path.join(folder, 'include/node/node_api.h'));
    const text = readFileSync(path.join(folder, 'include/node/node_version.h'), 'utf8');
    return /^#define NODE_MODULE_VERSION (\d+)/m.exec(text)?.[1];
  } catch {
    return undefined;
  }
}
