import path from 'node:path';

/** @typedef {{ root: string, env: NodeJS.ProcessEnv, home: string, say: (text: string) => void }} Context */

/** @param {Context} context */
export function supcon({ root }) {
  return path.join(root, 'packages/train/bin/supcon.mjs');
}

/** @param {Context} context */
export function server({ root }) {
  return path.join(root, 'packages/server/bin/supcon-server.mjs');
}
