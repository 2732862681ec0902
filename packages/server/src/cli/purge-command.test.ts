import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { makePicture } from '../../test/pictures.js';
import { traces } from '../../test/scan-home.js';
import { runCommand, startServerProcess, type ServerProcess } from '../../test/server-process.js';
import { makeTinyArtifact } from '../../test/tiny-artifact.js';

let root: string;
let server: ServerProcess | undefined;
afterEach(async () => {
  await server?.end('SIGKILL');
  await rm(root, { recursive: true, force: true });
});

const purge = (...more: string[]) => runCommand('purge', '--home', path.join(root, 'home'), '--json', ...more);
const findTexts = (...texts: string[]) => traces(path.join(root, 'home'), { texts: texts.map((text) => Buffer.from(text)) });

async function fill(): Promise<void> {
  root = await mkdtemp(path.join(tmpdir(), 'supcon-purge-cli-'));
  await makeTinyArtifact(path.join(root, 'home/artifacts/tiny/1'));
  server = await startServerProcess(path.join(root, 'home'));
  await fetch(`${server.url}/v1/collections/c`, { method: 'PUT' });
  for (let n = 0; n < 6; n++) {
    const init = { method: 'POST', headers: { 'content-type': 'image/png' }, body: new Uint8Array(await makePicture(n)) };
    expect((await fetch(`${server.url}/v1/collections/c/items?id=i${n}&label=secret-${n}`, init)).status).toBe(201);
  }
}

it('erases on a home that is stopped, says before what would go, and names the backups that hold it', { timeout: 120_000 }, async () => {
  await fill();
  await fetch(`${server!.url}/v1/collections/c/items/i5`, { method: 'DELETE' });
  const running = await purge('--collection', 'c', '--id', 'i1', '--yes');
  expect([running.code, running.stderr]).toMatchObject([
    1,
    expect.stringMatching(/has .*home open; ask the server instead \(curl -X DELETE/),
  ]);
  await server!.end('SIGTERM');
  expect((await runCommand('backup', '--home', path.join(root, 'home'), '--out', path.join(root, 'monday'))).code).toBe(0);

  expect(await purge('--collection', 'c', '--id', 'i1', '--dry-run')).toMatchObject({
    code: 0,
    events: [{ event: 'wouldPurge', items: 1 }],
  });
  expect((await purge('--collection', 'c', '--id', 'i1')).code).toBe(2);
  expect((await purge('--collection', 'c', '--id', 'i1', '--id', 'none', '--yes')).code).toBe(3);
  expect((await purge('--collection', 'none', '--whole', '--yes')).code).toBe(3);
  expect((await purge('--receipts')).events).toEqual([]);
  expect(Object.keys(await findTexts('secret-1'))).toEqual(['texts']);

  const done = await purge('--collection', 'c', '--id', 'i1', '--id', 'i2', '--yes');
  expect(done.code).toBe(0);
  expect(done.events.at(-1)).toMatchObject({
    ...{ event: 'purged', items: 2, ids: ['i1', 'i2'], name: 'c' },
    heldBy: [{ kind: 'backup', name: 'monday', certain: true }],
  });
  expect(done.stderr).toMatch(/the backup monday of .* still holds it/);
  expect(await findTexts('secret-1', 'secret-2')).toEqual({});
  expect((await purge('--collection', 'c', '--filter', '{"field":"label","eq":"secret-3"}', '--yes')).code).toBe(0);
  expect((await purge('--deleted', '--yes')).events.at(-1)).toMatchObject({ event: 'purged', what: 'deleted', items: 0 });
  expect(await findTexts('secret-3', 'secret-5')).toEqual({});

  server = await startServerProcess(path.join(root, 'home'));
  await expect.poll(async () => (await fetch(`${server!.url}/readyz`)).status, { timeout: 30_000 }).toBe(200);
  const { items } = (await (await fetch(`${server.url}/v1/collections/c/items`)).json()) as { items: { id: string }[] };
  expect(items.map(({ id }) => id)).toEqual(['i0', 'i4']);
  expect(((await (await fetch(`${server.url}/v1/purges`)).json()) as { purges: unknown[] }).purges).toHaveLength(3);
  await server.end('SIGTERM');

  expect((await purge('--collection', 'c', '--whole', '--yes')).code).toBe(0);
  expect(await findTexts('secret-0', 'secret-4')).toEqual({});
  expect([existsSync(path.join(root, 'home/server/blobs/1')), existsSync(path.join(root, 'home/server/index/1'))]).toEqual([false, false]);
  expect((await purge('--receipts')).events).toMatchObject([{ what: 'collection', items: 2 }, {}, {}, {}]);
  const { stdout } = await runCommand('audit', '--home', path.join(root, 'home'), '--json', '--operation', 'purge');
  expect(stdout.match(/"operation":"purge"/g)).toHaveLength(4);
});

it.each([
  [['--collection', 'c'], /one of --id ID, --filter JSON and --whole/],
  [['--collection', 'c', '--whole', '--id', 'a'], /one of --id ID, --filter JSON and --whole/],
  [['--deleted', '--collection', 'c'], /--deleted is for everything/],
  [[], /needs --collection NAME, --deleted or --receipts/],
  [['--whole', 'c'], /'c' is too much after 'purge'/],
  [['--deleted'], /has no server\/items.sqlite; there is nothing to purge/],
])('refuses %j', { timeout: 60_000 }, async (argv, reason) => {
  root = await mkdtemp(path.join(tmpdir(), 'supcon-purge-cli-'));
  const { code, stderr } = await purge(...argv);
  expect([code, stderr]).toEqual([2, expect.stringMatching(reason)]);
});
