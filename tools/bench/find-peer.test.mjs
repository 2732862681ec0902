import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findPeer } from './find-peer.mjs';

/** @type {string} */
let folder;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'supcon-peers-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const ask = (/** @type {string} */ script) =>
  findPeer({ root: '/', env: { SUPCON_PEERS: folder, SUPCON_PEERS_PYTHON: 'a-python' }, script, args: ['--size', '8'] });

it('takes a peer of this folder, and one of SUPCON_PEERS in its place', () => {
  const own = path.join(import.meta.dirname, 'peers/decode_pillow.py');
  expect(ask('decode_pillow.py')).toEqual({ command: 'a-python', args: [own, '--size', '8'] });
  const given = path.join(folder, 'decode_pillow.py');
  writeFileSync(given, '');
  expect(ask('decode_pillow.py')).toEqual({ command: 'a-python', args: [given, '--size', '8'] });
});

it('says where it looked', () => {
  expect(ask('none.py')).toEqual({ reason: expect.stringContaining(path.join(folder, 'none.py')) });
});
