import { spawn } from 'node:child_process';
import path from 'node:path';
import { findNx } from '../find-nx.mjs';
import { BenchError } from './bench-error.mjs';

/**
 * Sets the checkout up and builds what is measured; quick when there is nothing to do. All output goes to stderr: stdout holds figures.
 * @param {{ root: string, projects: readonly string[], say: (text: string) => void }} options
 */
export async function prepareCheckout({ root, projects, say }) {
  await run(
    root,
    [path.join(root, 'tools/setup/setup.mjs'), '--quiet'],
    'the set-up failed; its message stands above, npm run doctor says more',
  );
  say('bench: building (nothing to do when nothing changed)');
  await run(
    root,
    [findNx(root), 'run-many', '--target=build', `--projects=${projects.join(',')}`, '--output-style=static'],
    'the build failed; its message stands above',
  );
}

/**
 * @param {string} root
 * @param {readonly string[]} args of node
 * @param {string} complaint
 * @returns {Promise<void>}
 */
function run(root, args, complaint) {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, NX_NO_CLOUD: 'true', NX_DAEMON: 'false', NX_TUI: 'false' };
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 2, 2] });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new BenchError(complaint));
    });
  });
}
