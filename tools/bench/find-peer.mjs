import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const OWN_PEERS = fileURLToPath(new URL('peers/', import.meta.url));

/**
 * A peer's program: from SUPCON_PEERS (default ../shared/peers) where it has one of that name, else from the peers beside this file.
 * @param {object} options
 * @param {string} options.root the repository
 * @param {NodeJS.ProcessEnv} options.env
 * @param {string} options.script file name
 * @param {readonly string[]} options.args
 * @returns {import('./measure-rounds.mjs').Program | { reason: string }}
 */
export function findPeer({ root, env, script, args }) {
  const given = path.resolve(root, env['SUPCON_PEERS'] ?? '../shared/peers', script);
  const file = [given, path.join(OWN_PEERS, script)].find((candidate) => existsSync(candidate));
  if (file === undefined) return { reason: `there is no ${given}; set SUPCON_PEERS to the folder with the peers' scripts` };
  return { command: env['SUPCON_PEERS_PYTHON'] ?? 'python3', args: [file, ...args] };
}
