import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { components } from '@supcon/sdk/schema';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePicture } from '../../test/pictures.js';
import { asJson, form, raw, startTestServer, type TestServer } from '../../test/test-server.js';
import { makeTinyArtifact } from '../../test/tiny-artifact.js';

type Schemas = components['schemas'];

const PICTURES = 24;

let server: TestServer;
let pictures: Buffer[];
const ask: TestServer['ask'] = (...request) => server.ask(...request);
const reembed = (body: object = {}, name = 'fruit') => ask('POST', `/v1/collections/${name}/reembed`, asJson(body));
const ended = async (id: string): Promise<Schemas['Job']> => {
  for (;;) {
    const job = (await ask('GET', `/v1/jobs/${id}`)).body as Schemas['Job'];
    if (job.state !== 'queued' && job.state !== 'running') return job;
    await sleep(20);
  }
};
const begun = async (id: string): Promise<void> => {
  while (((await ask('GET', `/v1/jobs/${id}`)).body as Schemas['Job']).state === 'queued') await sleep(5);
};
/** Files of pictures. */
const blobs = async (): Promise<string[]> =>
  (await readdir(path.join(server.home, 'server/blobs'), { recursive: true, withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
const collection = async (name = 'fruit') =>
  ((await ask('GET', '/v1/collections')).body as Schemas['CollectionList']).collections.find((one) => one.name === name)!;

beforeEach(async () => {
  server = await startTestServer();
  await makeTinyArtifact(path.join(server.home, 'artifacts', 'tiny', '2'), { version: 2, seed: 2 });
  pictures = await Promise.all(Array.from({ length: PICTURES }, (_, seed) => makePicture(seed)));
  await ask('PUT', '/v1/collections/fruit');
  await Promise.all(
    pictures.map((picture, n) =>
      ask('POST', '/v1/collections/fruit/items', form(picture, { id: `item-${n}`, label: n % 2 ? 'odd' : 'even' })),
    ),
  );
});
afterEach(() => server.close());

describe('re-embedding', () => {
  it('gives a collection the vectors of another model, as a job, and leaves it all else', async () => {
    const before = await Promise.all(pictures.map((_, n) => ask('GET', `/v1/collections/fruit/items/item-${n}`)));
    const planned = await reembed({ model: 'tiny/2' });
    expect(planned).toMatchObject({
      status: 202,
      body: { kind: 'collections.reembed', about: { collection: 'fruit', model: 'tiny/2' }, error: null },
    });
    const { id } = planned.body as Schemas['Job'];
    expect(planned.headers.get('location')).toBe(`/v1/jobs/${id}`);
    expect(await ended(id)).toMatchObject({
      state: 'done',
      progress: { done: PICTURES, total: PICTURES },
      result: { items: PICTURES, lost: 0, lostItems: [] },
    });
    expect(await collection()).toMatchObject({ model: { name: 'tiny', version: 2 }, items: PICTURES, index: { status: 'ready' } });
    for (const [n, picture] of pictures.entries()) {
      const { embedding } = (await ask('POST', '/v1/embed?model=tiny/2', raw(picture))).body as { embedding: number[] };
      const found = await ask('POST', '/v1/collections/fruit/search', asJson({ vector: embedding, k: 1 }));
      expect(found.body).toMatchObject({ neighbours: [{ id: `item-${n}`, similarity: expect.closeTo(1, 4) as unknown }] });
      expect((await ask('GET', `/v1/collections/fruit/items/item-${n}`)).body).toEqual(before[n]!.body);
    }
    expect(await ask('GET', '/v1/jobs?kind=collections.reembed&state=done')).toMatchObject({ body: { jobs: [{ id }] } });
  });

  it('fails no request meanwhile, mixes no vectors, and takes in what is added and removed', async () => {
    const expected = new Map<number, number[][]>();
    for (const version of [1, 2])
      expected.set(
        version,
        await Promise.all(
          pictures.map(
            async (picture) =>
              ((await ask('POST', `/v1/embed?model=tiny/${version}`, raw(picture))).body as { embedding: number[] }).embedding,
          ),
        ),
      );
    let asking = true;
    const seen = new Set<number>();
    const search = async (client: number): Promise<void> => {
      for (let n = client; asking; n = (n + 1) % PICTURES) {
        if (n === 3) continue;
        const { status, body } = await ask('POST', '/v1/collections/fruit/search?k=3', raw(pictures[n]!));
        expect([status, status === 200 ? '' : body]).toEqual([200, '']);
        const { model, neighbours } = body as Schemas['SearchResponse'];
        seen.add(model.version);
        expect(neighbours[0]).toMatchObject({ id: `item-${n}`, similarity: expect.closeTo(1, 3) as unknown });
        const vectors = expected.get(model.version)!;
        for (const { id, similarity } of neighbours) {
          const other = id.startsWith('item-') ? vectors[Number(id.slice(5))] : undefined;
          if (other) expect(similarity).toBeCloseTo(dot(vectors[n]!, other), 3);
        }
      }
    };
    const clients = [0, 7, 14].map(search);
    let added = 0;
    const change = async (): Promise<void> => {
      while (asking) {
        const picture = await makePicture(1000 + added);
        expect((await ask('POST', '/v1/collections/fruit/items', form(picture, { id: `late-${added}` }))).status).toBe(201);
        added++;
        await sleep(15);
      }
    };
    const changing = change();
    await ask('DELETE', '/v1/collections/fruit/items/item-3');
    const { id } = (await reembed({ model: 'tiny/2' })).body as Schemas['Job'];
    expect((await ended(id)).state).toBe('done');
    await sleep(100);
    asking = false;
    await Promise.all([...clients, changing]);
    expect([...seen].sort()).toEqual([1, 2]);
    expect(await collection()).toMatchObject({ model: { version: 2 }, items: PICTURES - 1 + added });
    for (let n = 0; n < added; n++) {
      const found = await ask('POST', '/v1/collections/fruit/search?k=1', raw(await makePicture(1000 + n)));
      expect(found.body).toMatchObject({ neighbours: [{ id: `late-${n}` }] });
    }
  }, 60_000);

  it('is the model that serves where none is named, once however often it is asked for, and not without a reason', async () => {
    expect(await reembed()).toMatchObject({
      status: 409,
      body: { code: 'COLLECTION_CONFLICT', detail: expect.stringContaining('tiny/1 already') as unknown },
    });
    await ask('PUT', '/v1/aliases/production', asJson({ model: 'tiny/2' }));
    const [first, second] = await Promise.all([reembed(), reembed()]);
    expect((second.body as Schemas['Job']).id).toBe((first.body as Schemas['Job']).id);
    expect((await ended((first.body as Schemas['Job']).id)).state).toBe('done');
    expect(await reembed()).toMatchObject({ status: 409 });
    // And back again, by a job of its own.
    const back = (await reembed({ model: 'tiny/1' })).body as Schemas['Job'];
    expect((await ended(back.id)).state).toBe('done');
    const again = (await reembed({ model: 'tiny/2' })).body as Schemas['Job'];
    expect(new Set([(first.body as Schemas['Job']).id, back.id, again.id]).size).toBe(3);
    expect((await ended(again.id)).state).toBe('done');
    for (const [body, name, status, code] of [
      [{ model: 'dogs' }, 'fruit', 404, 'MODEL_NOT_FOUND'],
      [{ model: '' }, 'fruit', 400, 'BAD_REQUEST'],
      [{ modell: 'tiny' }, 'fruit', 400, 'BAD_REQUEST'],
      [{}, 'nuts', 404, 'COLLECTION_NOT_FOUND'],
    ] as const)
      expect(await reembed(body, name)).toMatchObject({ status, body: { code } });
  });

  it('can be cancelled, with nothing changed and nothing left behind', async () => {
    // So many that it is not done at once.
    for (let n = 0; n < 40; n++) await ask('POST', '/v1/collections/fruit/items', form(await makePicture(100 + n), { id: `more-${n}` }));
    const { id } = (await reembed({ model: 'tiny/2' })).body as Schemas['Job'];
    const other = await makeTinyArtifact(path.join(server.home, 'artifacts', 'tiny', '3'), { version: 3, seed: 3 }).then(() =>
      reembed({ model: 'tiny/3' }),
    );
    expect(other).toMatchObject({ status: 409, body: { detail: expect.stringContaining(id) as unknown } });
    expect(await ask('DELETE', '/v1/models/tiny/2')).toMatchObject({
      status: 409,
      body: { code: 'MODEL_IN_USE', detail: expect.stringMatching(/'fruit' is getting vectors of the model tiny\/2/) as unknown },
    });
    expect(await ask('POST', `/v1/jobs/${id}/cancel`)).toMatchObject({ status: 200, body: { id, state: 'cancelled' } });
    expect(await ask('POST', `/v1/jobs/${id}/cancel`)).toMatchObject({ status: 200, body: { state: 'cancelled' } });
    expect(await collection()).toMatchObject({ model: { version: 1 }, items: PICTURES + 40 });
    // What was cancelled does not stand in the way.
    const next = (await reembed({ model: 'tiny/3' })).body as Schemas['Job'];
    expect(await ended(next.id)).toMatchObject({ state: 'done', error: null });
    expect(await collection()).toMatchObject({ model: { version: 3 }, items: PICTURES + 40 });
    expect(await ask('DELETE', '/v1/models/tiny/2')).toMatchObject({ status: 204 });
  });

  it('begins anew at once after it was cancelled, with nothing of the one before under way', async () => {
    for (let n = 0; n < 40; n++) await ask('POST', '/v1/collections/fruit/items', form(await makePicture(100 + n), { id: `more-${n}` }));
    const first = (await reembed({ model: 'tiny/2' })).body as Schemas['Job'];
    await begun(first.id);
    await ask('POST', `/v1/jobs/${first.id}/cancel`);
    const second = (await reembed({ model: 'tiny/2' })).body as Schemas['Job'];
    expect(await ended(second.id)).toMatchObject({ state: 'done', attempts: 1, error: null });
    expect(await blobs()).toHaveLength(2 * (PICTURES + 40));
  });

  it('ends when the collection is deleted, and leaves nothing of it', async () => {
    for (let n = 0; n < 40; n++) await ask('POST', '/v1/collections/fruit/items', form(await makePicture(100 + n), { id: `more-${n}` }));
    const { id } = (await reembed({ model: 'tiny/2' })).body as Schemas['Job'];
    await begun(id);
    expect((await ask('DELETE', '/v1/collections/fruit')).status).toBe(204);
    expect(await ended(id)).toMatchObject({
      state: 'failed',
      error: { code: 'COLLECTION_NOT_FOUND', message: "the collection 'fruit' was deleted meanwhile" },
    });
    expect(await blobs()).toEqual([]);
    expect((await ask('PUT', '/v1/collections/fruit')).status).toBe(201);
  });

  it('goes on after a restart', async () => {
    const { id } = (await reembed({ model: 'tiny/2' })).body as Schemas['Job'];
    await server.restart();
    expect((await ended(id)).state).toBe('done');
    expect(await collection()).toMatchObject({ model: { version: 2 }, items: PICTURES });
  });
});

describe('jobs', () => {
  it('are listed a page at a time, and one that is not there is said to be so', async () => {
    const seen: string[] = [];
    for (let after = ''; ;) {
      const { status, body } = await ask('GET', `/v1/jobs?limit=1${after}`);
      expect(status).toBe(200);
      const { jobs, next } = body as Schemas['JobList'];
      seen.push(...jobs.map(({ kind }) => kind));
      if (next === undefined) break;
      after = `&after=${encodeURIComponent(next)}`;
    }
    // A start plans two of them.
    expect(seen).toEqual(['blobs.sweep', 'blobs.sweep']);
    for (const method of ['GET', 'POST'] as const)
      expect(await ask(method, `/v1/jobs/none${method === 'POST' ? '/cancel' : ''}`)).toMatchObject({
        status: 404,
        body: { code: 'JOB_NOT_FOUND' },
      });
    expect(await ask('GET', '/v1/jobs?after=elsewhere')).toMatchObject({ status: 400 });
    expect(await ask('GET', '/v1/jobs?state=lazy')).toMatchObject({ status: 400 });
    expect(await ask('GET', '/v1/jobs?kind=blobs.sweap')).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } });
  });
});

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, at) => sum + value * b[at]!, 0);
}
