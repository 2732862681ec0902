import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkDecoding, decodingTrouble, explainDecodingTrouble, presentDecoding } from './check-decoding.js';
import { startDecodeThreads, type DecodeThreads } from './decode-threads.js';
import { DECODING, FIRST_DECODING } from './decoding.js';

const BUILT = fileURLToPath(new URL('../../dist/image', import.meta.url));
const ADDON = path.dirname(createRequire(import.meta.url).resolve('@julusian/jpeg-turbo/package.json'));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'supcon-check-'));
  await writeFile(path.join(folder, 'package.json'), '{"type":"module"}');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The program of the threads as it was built, where the addon is not to be found unless it is put there. */
async function copyOfProgram(): Promise<DecodeThreads> {
  await cp(BUILT, path.join(folder, 'image'), { recursive: true });
  await cp(path.join(BUILT, '../web-assembly.js'), path.join(folder, 'web-assembly.js'));
  return startDecodeThreads(1, pathToFileURL(path.join(folder, 'image/decode-worker.js')));
}

async function program(text: string): Promise<DecodeThreads> {
  await writeFile(path.join(folder, 'program.mjs'), `import { parentPort } from 'node:worker_threads';\n${text}`);
  return startDecodeThreads(1, pathToFileURL(path.join(folder, 'program.mjs')));
}

it('finds nothing wrong where both parts are there', async () => {
  expect(await checkDecoding()).toBeUndefined();
  expect(decodingTrouble()).toBeUndefined();
  expect(await presentDecoding()).toEqual({ decoding: DECODING, trouble: undefined });
  await mkdir(path.join(folder, 'node_modules/@julusian'), { recursive: true });
  await symlink(ADDON, path.join(folder, 'node_modules/@julusian/jpeg-turbo'));
  expect(await checkDecoding(await copyOfProgram())).toBeUndefined();
});

it('names the addon where it is missing, and then begins along the first way', async () => {
  const threads = await copyOfProgram();
  expect(threads.trouble).toBeUndefined();
  const trouble = await checkDecoding(threads);
  expect(trouble).toMatch(/^the addon @julusian\/jpeg-turbo does not load \(Cannot find module '@julusian\/jpeg-turbo'\)$/);
  expect(threads.trouble).toBe(trouble);
  expect(await presentDecoding(DECODING, threads)).toEqual({ decoding: FIRST_DECODING, trouble });
  // The first way needs neither part.
  expect(await presentDecoding(FIRST_DECODING, threads)).toEqual({ decoding: FIRST_DECODING, trouble: undefined });
  expect(explainDecodingTrouble(trouble!)).toMatch(/^libjpeg-turbo cannot be used: the addon .* slower, .* pixels that differ/);
});

it('names the WebAssembly where it is missing', async () => {
  await mkdir(path.join(folder, 'node_modules/@julusian'), { recursive: true });
  await symlink(ADDON, path.join(folder, 'node_modules/@julusian/jpeg-turbo'));
  const threads = await copyOfProgram();
  await rm(path.join(folder, 'image/resize-pixels.wasm'));
  expect(await checkDecoding(threads)).toMatch(/^the WebAssembly of the resize does not load \(ENOENT: .*resize-pixels\.wasm'\)$/);
});

it('says so once the threads have died too often, and with which words', async () => {
  const threads = await program("parentPort.on('message', () => { throw new Error('out of memory'); });");
  for (let at = 0; at < 2; at++) await threads.decode(Buffer.from('x'), { size: 8, thumbnail: false, maxPixels: 100 });
  expect(threads.trouble).toBeUndefined();
  expect(await checkDecoding(threads)).toBe('its threads ended 3 times, last with: out of memory');
});

it('says so where a thread gives no pixels without a reason', async () => {
  const threads = await program("parentPort.on('message', (jobs) => parentPort.postMessage(jobs.map(({ id }) => ({ id }))));");
  expect(await checkDecoding(threads)).toBe('it gave no pixels for a picture of its own');
});
