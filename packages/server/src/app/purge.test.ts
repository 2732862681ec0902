import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { components } from '@supcon/sdk/schema';
import { pino } from 'pino';
import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { needlesOf, traces, type Needles } from '../../test/scan-home.js';
import { startServerProcess, type ServerProcess } from '../../test/server-process.js';
import { makeTinyArtifact, uniforms } from '../../test/tiny-artifact.js';
import { ENGINE_NAMES, type EngineName } from '../adapters/hnsw/graph-engines.js';
import { openSqliteDriftStore } from '../adapters/sqlite/sqlite-drift-store.js';
import { noteBackup } from './backup/known-backups.js';
import { writeBackup } from './backup/write-backup.js';

type Purge = components['schemas']['Purge'];
type Item = components['schemas']['Item'];

const logger = pino({ level: 'silent' });
let home: string;
let server: ServerProcess | undefined;

/** Every picture is saved to the graph, and both generations of it are kept. */
async function start(engine: EngineName = 'hnswlib'): Promise<ServerProcess> {
  server = await startServerProcess(home, { SUPCON_INDEX: engine, SUPCON_EXACT_UP_TO: '0', SUPCON_DRIFT_EXAMPLES: '5' });
  await expect.poll(async () => (await ask('GET', '/readyz')).status, { timeout: 30_000 }).toBe(200);
  return server;
}
async function restart(engine: EngineName): Promise<void> {
  await server!.end('SIGTERM');
  await start(engine);
}
async function prepare(): Promise<void> {
  home = await mkdtemp(path.join(tmpdir(), 'supcon-purge-'));
  await makeTinyArtifact(path.join(home, 'artifacts/tiny/1'));
}
afterEach(async () => {
  await server?.end('SIGKILL');
  await rm(home, { recursive: true, force: true });
  await rm(`${home}-backup`, { recursive: true, force: true });
});

async function ask(method: string, address: string, init: RequestInit = {}) {
  const response = await fetch(server!.url + address, { method, ...init });
  const bytes = Buffer.from(await response.arrayBuffer());
  const body: unknown = /[/+]json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(bytes.toString()) : undefined;
  return { status: response.status, bytes, body };
}

/** Noise: no two pictures share a stretch of bytes. */
function noise(seed: number): Promise<Buffer> {
  const uniform = uniforms(seed);
  const pixels = Uint8Array.from({ length: 64 * 64 * 3 }, () => Math.floor(uniform() * 256));
  return sharp(pixels, { raw: { width: 64, height: 64, channels: 3 } })
    .png()
    .toBuffer();
}

/** Adds an item, and says how to know it again in any file. */
async function add(collection: string, id: string, seed: number): Promise<Needles> {
  const picture = await noise(seed);
  const texts = [`label-of-${id}-${seed}`, `note-of-${id}-${seed}`];
  const body = new FormData();
  body.set('id', id);
  body.set('label', texts[0]!);
  body.set('metadata', JSON.stringify({ note: texts[1] }));
  body.set('image', new Blob([Uint8Array.from(picture)]), 'picture.png');
  // What is answered is kept for a day, for whoever repeats the request.
  const headers = { 'Idempotency-Key': `${collection}-${id}-${seed}` };
  expect((await ask('POST', `/v1/collections/${collection}/items`, { body, headers })).status).toBe(201);
  const { bytes } = await ask('GET', `/v1/collections/${collection}/export?vectors=true`);
  const lines = bytes.toString().trim().split('\n');
  const exported = lines.map((line) => JSON.parse(line) as { id: string; vector: string }).find((each) => each.id === id)!;
  const packed = Buffer.from(exported.vector, 'base64');
  const vector = Float32Array.from({ length: packed.length / 4 }, (_, at) => packed.readFloatLE(at * 4));
  const thumbnail = (await ask('GET', `/v1/collections/${collection}/items/${id}/thumbnail`)).bytes;
  return needlesOf({ vector, picture, thumbnail, texts });
}

async function done(purge: Purge): Promise<Purge> {
  const look = async (): Promise<Purge> => (await ask('GET', `/v1/purges/${purge.id}`)).body as Purge;
  await expect.poll(async () => (await look()).state, { timeout: 60_000 }).toBe('done');
  return look();
}

const idsOf = async (): Promise<string[]> =>
  ((await ask('GET', '/v1/collections/album/items')).body as { items: Item[] }).items.map(({ id }) => id);

describe.each(ENGINE_NAMES)('purging, with a graph of %s', (engine) => {
  it(
    'leaves nothing of an item in any file: vector, picture, thumbnail, texts, feedback, examples of drift',
    { timeout: 120_000 },
    async () => {
      await prepare();
      await start(engine);
      expect((await ask('PUT', '/v1/collections/album')).status).toBe(201);
      for (let n = 0; n < 30; n++) await add('album', `other-${n}`, 100 + n);
      const needles = await add('album', 'victim', 1);
      const kept = await add('album', 'kept', 2);
      // The same picture elsewhere: told of as feedback, with consent, and as an example of drift.
      const body = new FormData();
      body.set('label', 'apple');
      body.set('mayTrain', 'true');
      body.set('image', new Blob([Uint8Array.from(await noise(1))]), 'picture.png');
      expect((await ask('POST', '/v1/feedback', { body })).status).toBe(201);
      const thumbnail = (await ask('GET', '/v1/collections/album/items/victim/thumbnail')).bytes;
      const found = (await ask('GET', '/v1/models')).body as { models: { name: string; version: number; encoderHash: string }[] };
      const drift = await openSqliteDriftStore(path.join(home, 'server/drift.sqlite'), logger);
      await drift.keepExample(
        found.models[0]!,
        {
          ...{ id: 'e', measure: 'labels', drive: 1, seenAt: new Date().toISOString(), label: 'apple' },
          ...{ confidence: 1, unknown: null, bytes: thumbnail.length },
        },
        thumbnail,
        { pictures: 5, bytes: 1e6 },
      );
      await drift.close();
      expect((await ask('GET', '/v1/collections/album/projection?method=pca&dimensions=2')).status).toBe(200);
      await restart(engine);
      await add('album', 'later', 3);
      await restart(engine);
      await writeBackup({
        ...{ home, out: `${home}-backup`, now: '2026-11-30T10:00:00.000Z', signal: new AbortController().signal },
        tell: () => undefined,
      });
      await noteBackup(home, `${home}-backup`, '2026-11-30T10:00:00.000Z');

      const before = await traces(home, needles);
      const where = (what: string): string => (before[what] ?? []).join(' ');
      expect(where('float32')).toMatch(/items\.sqlite/);
      // Both generations of what is saved of the graph.
      expect(before['float32']!.filter((file) => file.endsWith('.hnsw'))).toHaveLength(2);
      if (engine === 'usearch') expect(where('bfloat16')).toMatch(/\.hnsw/);
      expect(where('picture')).toMatch(/blobs.*feedback|feedback.*blobs/);
      expect(where('thumbnail')).toMatch(/drift\.sqlite/);
      expect(where('thumbnail')).toMatch(/blobs/);
      expect(where('texts')).toMatch(/items\.sqlite/);
      expect(where('texts')).toMatch(/projections/);

      const { status, body: begun } = await ask('DELETE', '/v1/collections/album/items/victim?purge=true');
      expect([status, begun]).toMatchObject([202, { what: 'items', collection: 'album', items: 1, ids: ['victim'], finishedAt: null }]);
      expect((await ask('GET', '/v1/collections/album/items/victim')).status).toBe(404);
      // Asked once more, because the answer was lost, it is the same.
      expect((await ask('DELETE', '/v1/collections/album/items/victim?purge=true')).body).toMatchObject({ id: (begun as Purge).id });
      const receipt = await done(begun as Purge);
      expect(receipt.heldBy).toEqual([
        { kind: 'backup', name: path.basename(`${home}-backup`), writtenAt: '2026-11-30T10:00:00.000Z', certain: true },
      ]);
      expect(receipt.sha256).toMatch(/^(?!0{64})[0-9a-f]{64}$/);
      expect((await ask('GET', '/v1/purges')).body).toEqual({ purges: [receipt] });

      expect(await traces(home, needles)).toEqual({});
      // Not because nothing is saved any more, and not only on the disk.
      expect((await readdir(path.join(home, 'server/index/1'))).filter((name) => name.endsWith('.hnsw'))).not.toEqual([]);
      expect((await ask('GET', '/v1/collections/album')).body).toMatchObject({ items: 32, index: { tombstones: 0 } });
      expect(await idsOf()).toHaveLength(32);
      expect((await ask('GET', '/v1/collections/album/projection?method=pca&dimensions=2')).status).toBe(200);
      await restart(engine);
      await server!.end('SIGTERM');
      expect(await traces(home, needles)).toEqual({});
      expect(Object.keys(await traces(home, kept))).toEqual(expect.arrayContaining(['float32', 'picture', 'thumbnail', 'texts']));
      expect(Object.keys(await traces(`${home}-backup`, needles))).toContain('picture');
    },
  );

  it('finishes after kill -9 at any moment what it had written down', { timeout: 240_000 }, async () => {
    await prepare();
    await start(engine);
    await ask('PUT', '/v1/collections/album');
    for (let n = 0; n < 20; n++) await add('album', `other-${n}`, 200 + n);
    // Right behind the request; while pictures go, the graph is built anew and the database written anew; close to the end.
    for (const [round, pauseMs] of [0, 1000, 1060, 1150].entries()) {
      const needles = await add('album', 'victim', 1000 + round);
      await restart(engine);
      const asked = ask('DELETE', '/v1/collections/album/items/victim?purge=true').catch(() => undefined);
      if (pauseMs > 0) await asked;
      await sleep(pauseMs);
      await server!.end('SIGKILL');
      const answer = await asked;
      await start(engine);
      if (answer === undefined && (await idsOf()).includes('victim')) {
        await ask('DELETE', '/v1/collections/album/items/victim?purge=true');
      }
      await expect
        .poll(async () => ((await ask('GET', '/v1/purges')).body as { purges: Purge[] }).purges.every(({ state }) => state === 'done'), {
          timeout: 60_000,
        })
        .toBe(true);
      expect([round, await traces(home, needles)]).toEqual([round, {}]);
      expect(await idsOf()).toHaveLength(20);
    }
  });
});

it(
  'purges many by a filter and a whole collection, once each though they come together, and says what it removed',
  { timeout: 120_000 },
  async () => {
    await prepare();
    await start();
    await ask('PUT', '/v1/collections/album');
    await ask('PUT', '/v1/collections/gone');
    const needles: Needles[] = [];
    for (let n = 0; n < 8; n++) needles.push(await add('album', `a-${n}`, 300 + n));
    for (let n = 0; n < 4; n++) needles.push(await add('gone', `g-${n}`, 400 + n));
    const kept = await add('album', 'kept', 500);
    await restart('hnswlib');
    // Deleted before, without purging: its bytes are in the graph that was saved.
    await ask('DELETE', '/v1/collections/album/items/a-7');
    expect(Object.keys(await traces(home, needles[7]!))).toContain('float32');
    const request = (body: object) =>
      ask('POST', '/v1/collections/album/delete-items', { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    const filter = { field: 'id', prefix: 'a-' };
    expect((await request({ filter, expected: 3, purge: true })).body).toMatchObject({ code: 'UNEXPECTED_COUNT' });
    expect((await request({ filter, purge: true })).status).toBe(400);
    expect((await request({ filter, dryRun: true, purge: true })).body).toMatchObject({ matched: 7, deleted: 0, purge: null });
    const some = await request({ filter, expected: 7, purge: true });
    expect([some.status, some.body]).toMatchObject([202, { matched: 7, deleted: 7, purge: { items: 7, state: 'erasing' } }]);
    const whole = await ask('DELETE', '/v1/collections/gone?purge=true');
    expect([whole.status, whole.body]).toMatchObject([202, { what: 'collection', collection: 'gone', items: 4, state: 'erasing' }]);
    expect((await ask('GET', '/v1/collections/gone')).status).toBe(404);
    const [one, other] = [await done((some.body as { purge: Purge }).purge), await done(whole.body as Purge)];
    // Together: the second was asked for before the first was begun.
    expect(Math.abs(Date.parse(one.finishedAt!) - Date.parse(other.finishedAt!))).toBeLessThan(1000);
    for (const each of needles) expect(await traces(home, each)).toEqual({});
    await server!.end('SIGTERM');
    for (const each of needles) expect(await traces(home, each)).toEqual({});
    expect(Object.keys(await traces(home, kept))).toContain('float32');
  },
);
