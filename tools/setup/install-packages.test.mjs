import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { installPackages } from './install-packages.mjs';

/** @param {string} script what a command called npm does */
function machineWithNpm(script) {
  const root = mkdtempSync(path.join(tmpdir(), 'supcon-npm-'));
  writeFileSync(path.join(root, 'npm'), `#!/bin/sh\n${script}\n`);
  chmodSync(path.join(root, 'npm'), 0o755);
  return { root, env: { PATH: `${root}:/usr/bin:/bin` }, execPath: path.join(root, 'bin/node') };
}

it('installs what the lock file says, without running install scripts', async () => {
  const machine = machineWithNpm('echo "$@" > called; pwd >> called');
  // The running Node lies beside no npm, so the one on PATH is taken.
  writeFileSync(path.join(machine.root, 'node'), '');
  await installPackages({ ...machine, execPath: path.join(machine.root, 'node') });
  const [args, cwd] = readFileSync(path.join(machine.root, 'called'), 'utf8').split('\n');
  expect(args).toBe('ci --ignore-scripts --no-audit --no-fund --loglevel=error');
  expect(cwd).toBe(machine.root);
});

it('shows what npm said and how to go on', async () => {
  const machine = machineWithNpm('echo "npm error code ENOTFOUND" >&2; exit 7');
  writeFileSync(path.join(machine.root, 'node'), '');
  await expect(installPackages({ ...machine, execPath: path.join(machine.root, 'node') })).rejects.toMatchObject({
    code: 'NPM_CI_FAILED',
    message: 'npm ci ended with status 7',
    output: 'npm error code ENOTFOUND',
    fix: expect.stringContaining('npm ci'),
  });
});

it('says how to get npm when there is none', async () => {
  const { root } = machineWithNpm('');
  writeFileSync(path.join(root, 'node'), '');
  await expect(installPackages({ root, env: { PATH: '/nowhere' }, execPath: path.join(root, 'node') })).rejects.toMatchObject({
    code: 'NPM_MISSING',
  });
});
