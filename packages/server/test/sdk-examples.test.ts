import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makePicture } from './pictures.js';
import { startTestServer, type TestServer } from './test-server.js';

const EXAMPLES = fileURLToPath(new URL('../../sdk/examples/', import.meta.url));
const run = promisify(execFile);

let server: TestServer;
let photos: string;
beforeAll(async () => {
  server = await startTestServer({ artifact: { classes: 5 } });
  photos = await mkdtemp(path.join(tmpdir(), 'supcon-examples-'));
  for (const [label, seeds] of Object.entries({ apple: [1, 2], pear: [3, 1] })) {
    await mkdir(path.join(photos, label));
    for (const seed of seeds) await writeFile(path.join(photos, label, `${seed}.png`), await makePicture(seed));
  }
  await writeFile(path.join(photos, 'pear/broken.png'), 'no picture');
});
afterAll(async () => {
  await server.close();
  await rm(photos, { recursive: true, force: true });
});

/** An example as somebody starts it, on the built package. */
const example = (name: string, ...args: string[]) =>
  run(process.execPath, [path.join(EXAMPLES, name), ...args], { cwd: photos, env: { PATH: process.env['PATH'], SUPCON_URL: server.url } });

it('builds a gallery, goes on where it was, and finds what is in it twice', async () => {
  for (const time of [1, 2]) {
    const { stdout, stderr } = await example('build-gallery.mjs', photos, 'album');
    expect([time, stdout]).toEqual([time, '4 of 5 files are in album\n']);
    expect(stderr).toMatch(/^pear\/broken\.png: /);
  }
  expect(((await server.ask('GET', '/v1/collections/album')).body as { items: number }).items).toBe(4);
  expect((await example('near-duplicates.mjs', 'album', '0.9999')).stdout).toMatch(/^1\.000\tapple\/1\.png\tpear\/1\.png\n$/);
});

it('teaches a class from a few pictures and asks about another', async () => {
  const { stdout } = await example('few-shot-class.mjs', 'quince', 'apple/1.png', 'apple/2.png', '--', 'pear/3.png');
  expect(stdout).toMatch(/^tiny\/2 knows 4 classes\n( *\d+\.\d %  (apple|pear|plum|quince)\n){3}$/);
});

it.each(['build-gallery.mjs', 'near-duplicates.mjs', 'few-shot-class.mjs'])('%s says how it is used', async (name) => {
  await expect(example(name)).rejects.toMatchObject({ code: 2, stderr: expect.stringMatching(/^usage: SUPCON_URL=/) as string });
});
