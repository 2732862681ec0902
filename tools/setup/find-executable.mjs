import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';

/**
 * @param {string} name a command, or a path when it holds a slash
 * @param {NodeJS.ProcessEnv} env whose PATH is searched
 * @returns {string | undefined} its full path
 */
export function findExecutable(name, env) {
  const candidates = name.includes('/') ? [name] : (env['PATH'] ?? '').split(path.delimiter).map((folder) => path.join(folder, name));
  return candidates.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return statSync(file).isFile();
    } catch {
      return false;
    }
  });
}
