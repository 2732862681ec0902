import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { findNodeHeaders } from './find-node-headers.mjs';

/** @param {string | undefined} abi a Node installation with headers of this ABI, or without headers */
function nodeInstallation(abi) {
  const prefix = mkdtempSync(path.join(tmpdir(), 'supcon-node-'));
  mkdirSync(path.join(prefix, 'bin'));
  writeFileSync(path.join(prefix, 'bin/node'), '');
  if (abi !== undefined) {
    mkdirSync(path.join(prefix, 'include/node'), { recursive: true });
    writeFileSync(path.join(prefix, 'include/node/node_api.h'), '');
    writeFileSync(path.join(prefix, 'include/node/node_version.h'), `#define NODE_MODULE_VERSION ${abi}\n`);
  }
  return prefix;
}

it('takes the headers beside the running Node', () => {
  const prefix = nodeInstallation('115');
  expect(findNodeHeaders({ env: {}, execPath: path.join(prefix, 'bin/node'), modules: '115' })).toBe(prefix);
});

it('refuses a configured nodedir of another Node version', () => {
  const other = nodeInstallation('137');
  const options = { env: { npm_config_nodedir: other }, execPath: path.join(nodeInstallation(undefined), 'bin/node') };
  expect(findNodeHeaders({ ...options, modules: '115' })).toBeUndefined();
  expect(findNodeHeaders({ ...options, modules: '137' })).toBe(other);
});
