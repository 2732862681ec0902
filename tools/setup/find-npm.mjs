import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { findExecutable } from './find-executable.mjs';
import { SetupError } from './setup-error.mjs';

/**
 * How to run npm with the running Node (a bare `npm` would take whichever Node its first line finds on PATH).
 * @param {NodeJS.ProcessEnv} env
 * @param {string} execPath the running Node
 * @returns {{ command: string, args: string[] }}
 */
export function findNpm(env, execPath) {
  const script = [env['npm_execpath'], path.join(prefixOf(execPath), 'lib/node_modules/npm/bin/npm-cli.js')].find(
    (file) => file !== undefined && /npm-cli\.(c|m)?js$/.test(file) && existsSync(file),
  );
  if (script !== undefined) return { command: execPath, args: [script] };
  const onPath = findExecutable('npm', env);
  if (onPath === undefined) {
    throw new SetupError('NPM_MISSING', `npm is neither beside ${execPath} nor on PATH`, {
      fix: 'install npm, which comes with Node: nvm install 22, or apt-get install npm',
    });
  }
  const target = realpathSync(onPath);
  return target.endsWith('.js') ? { command: execPath, args: [target] } : { command: onPath, args: [] };
}

/**
 * node-gyp comes with npm; Debian packs it on its own.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} execPath
 * @returns {string | undefined} its `bin/node-gyp.js`
 */
export function findNodeGyp(env, execPath) {
  const { args } = findNpm(env, execPath);
  const besideNpm = args[0] === undefined ? undefined : path.join(path.dirname(args[0]), '../node_modules/node-gyp/bin/node-gyp.js');
  const onPath = findExecutable('node-gyp', env);
  return [besideNpm, onPath === undefined ? undefined : realpathSync(onPath)].find((file) => file?.endsWith('.js') && existsSync(file));
}

/** @param {string} execPath */
export function prefixOf(execPath) {
  return path.dirname(path.dirname(realpathSync(execPath)));
}
