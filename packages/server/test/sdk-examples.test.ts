import { execFile } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
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

it('follows a training epoch by epoch until it ends', async () => {
  const folder = path.join(server.home, 'runs/r-1');
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'config.json'), '{}');
  const metrics = path.join(folder, 'metrics.jsonl');
  const event = (more: object): string => `${JSON.stringify({ time: new Date().toISOString(), ...more })}\n`;
  await writeFile(metrics, event({ type: 'start', run: 'r-1' }) + event({ type: 'epoch', stage: 1, epoch: 1, epochs: 2, loss: 3.25 }));
  const said = example('follow-run.mjs');
  // What comes while somebody looks is told too.
  await new Promise<void>((resolve) => {
    said.child.stdout!.on('data', (chunk: Buffer) => (chunk.includes('epoch 1 of 2') ? resolve() : undefined));
  });
  await appendFile(metrics, event({ type: 'epoch', stage: 1, epoch: 2, epochs: 2, loss: 2.5, etaSeconds: 0 }));
  await appendFile(metrics, event({ type: 'failed', code: 'UNEXPECTED', message: 'the disk is full' }));
  expect((await said).stdout).toBe(
    'following r-1\nepoch 1 of 2: loss 3.2500\nepoch 2 of 2: loss 2.5000, about 0 s left\nfailed: the disk is full\nit is failed\n',
  );
});

it('tells what pictures really were, for a training to come', async () => {
  const { stdout, stderr } = await example('feedback-loop.mjs', photos);
  expect(stderr).toMatch(/^pear\/broken\.png: /);
  const told = ((await server.ask('GET', '/v1/feedback')).body as { feedback: { label: string; mayTrain: boolean }[] }).feedback;
  const wrong = stdout.match(/^(apple|pear)\/\d\.png is no \w+$/gm) ?? [];
  expect(wrong.length).toBeGreaterThan(0);
  expect(told.every(({ mayTrain }) => mayTrain)).toBe(true);
  // One picture lies in two folders: what was told last counts.
  expect(told.length).toBe(new Set(wrong.map((line) => line.split(/[/.]/)[1])).size);
  expect(stdout).toMatch(/^\d pictures? of (apple|pear) taken for \w+$/m);
});

it.each(['build-gallery.mjs', 'near-duplicates.mjs', 'few-shot-class.mjs', 'follow-run.mjs', 'feedback-loop.mjs'])(
  '%s says how it is used',
  async (name) => {
    await expect(example(name, ...(name === 'follow-run.mjs' ? ['a', 'b'] : []))).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^usage: SUPCON_URL=/) as string,
    });
  },
);
