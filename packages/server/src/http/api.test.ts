import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePicture } from '../../test/pictures.js';
import { asJson, form, raw, startTestServer, type TestServer, type EmbeddedNumbers } from '../../test/test-server.js';
import type { HTTP_ERROR_CODES } from '../domain/errors.js';
import { HTTP_STATUS } from './problem.js';
import type { components } from '@supcon/sdk/schema';

type Schemas = components['schemas'];

const problem = (code: keyof typeof HTTP_ERROR_CODES): { status: number; body: unknown } => ({
  status: HTTP_STATUS[code],
  body: expect.objectContaining({ code, status: HTTP_STATUS[code], type: `urn:supcon:error:${code}` }),
});

describe('the API', () => {
  let server: TestServer;
  let picture: Buffer;
  beforeAll(async () => {
    server = await startTestServer();
    picture = await makePicture(1);
    await mkdir(path.join(server.home, 'runs'), { recursive: true });
  });
  afterAll(() => server.close());
  const ask: TestServer['ask'] = (...request) => server.ask(...request);

  describe('recognise', () => {
    it('classifies a raw picture: best first, softmax over all classes', async () => {
      const { status, body } = await ask('POST', '/v1/classify', raw(picture));
      expect(status).toBe(200);
      const { model, predictions, embedding } = body as Schemas['ClassifyResponse'];
      expect(model).toEqual({ name: 'tiny', version: 1, alias: 'production' });
      expect(embedding).toBeUndefined();
      expect(predictions.map(({ label }) => label).sort()).toEqual(['apple', 'pear', 'plum']);
      const probabilities = predictions.map(({ probability }) => probability);
      expect(probabilities).toEqual(probabilities.toSorted((a, b) => b - a));
      expect(probabilities.reduce((sum, value) => sum + value)).toBeCloseTo(1, 6);
    });

    it('says the same of a picture in a form, and cuts at topK', async () => {
      const whole = (await ask('POST', '/v1/classify', raw(picture))).body as Schemas['ClassifyResponse'];
      const { body } = await ask('POST', '/v1/classify?topK=2', form(picture));
      expect((body as Schemas['ClassifyResponse']).predictions).toEqual(whole.predictions.slice(0, 2));
    });

    it('gives the embedding with the classes, the same as embed, of unit length', async () => {
      const classified = (await ask('POST', '/v1/classify?includeEmbedding=true', raw(picture))).body as Schemas['ClassifyResponse'];
      const { embedding } = (await ask('POST', '/v1/embed', raw(picture))).body as EmbeddedNumbers;
      expect(embedding).toHaveLength(32);
      expect(Math.hypot(...embedding)).toBeCloseTo(1, 5);
      expect(classified.embedding).toEqual(embedding);
    });

    it.each([
      ['text', '/v1/classify', { headers: { 'content-type': 'text/plain' }, body: 'x' }, 'UNSUPPORTED_MEDIA_TYPE'],
      ['JSON', '/v1/embed', asJson({ image: 'x' }), 'UNSUPPORTED_MEDIA_TYPE'],
      ['no body', '/v1/embed', {}, 'UNSUPPORTED_MEDIA_TYPE'],
      ['topK=0', '/v1/classify?topK=0', raw(Buffer.of(1)), 'BAD_REQUEST'],
      ['topK=many', '/v1/classify?topK=many', raw(Buffer.of(1)), 'BAD_REQUEST'],
      ['an unknown parameter', '/v1/classify?k=3', raw(Buffer.of(1)), 'BAD_REQUEST'],
      ['a form without a picture', '/v1/classify', form(undefined, { label: 'x' }), 'BAD_REQUEST'],
      ['a form with another field', '/v1/classify', form(Buffer.of(1), { label: 'x' }), 'BAD_REQUEST'],
      ['a form without a boundary', '/v1/classify', { headers: { 'content-type': 'multipart/form-data' }, body: 'x' }, 'BAD_REQUEST'],
      [
        'a form cut off',
        '/v1/classify',
        { headers: { 'content-type': 'multipart/form-data; boundary=b' }, body: '--b\r\nContent-Dispo' },
        'BAD_REQUEST',
      ],
      ['21 MiB', '/v1/classify', raw(Buffer.alloc(21 * 1024 * 1024)), 'PAYLOAD_TOO_LARGE'],
      ['21 MiB in a form', '/v1/classify', form(Buffer.alloc(21 * 1024 * 1024)), 'PAYLOAD_TOO_LARGE'],
      ['20.05 MiB in a form', '/v1/classify', form(Buffer.alloc(20 * 1024 * 1024 + 50_000)), 'PAYLOAD_TOO_LARGE'],
    ] as const)('refuses %s', async (_what, address, init, code) => {
      expect(await ask('POST', address, init)).toMatchObject(problem(code));
    });

    it('refuses 21 MiB whose length was not announced', async () => {
      const chunk = new Uint8Array(1024 * 1024);
      let left = 21;
      const body = new ReadableStream<Uint8Array>({ pull: (controller) => (left-- > 0 ? controller.enqueue(chunk) : controller.close()) });
      const answer = ask('POST', '/v1/classify', { headers: { 'content-type': 'image/png' }, body, duplex: 'half' });
      expect(await answer).toMatchObject(problem('PAYLOAD_TOO_LARGE'));
    });

    it('lists the models', async () => {
      const { models } = (await ask('GET', '/v1/models')).body as Schemas['ModelList'];
      expect(models).toMatchObject([
        {
          name: 'tiny',
          version: 1,
          active: true,
          embeddingSize: 32,
          imageSize: 32,
          precision: 'float32',
          labels: ['apple', 'pear', 'plum'],
        },
      ]);
    });
  });

  describe('collections and items', () => {
    const seeds = [1, 2, 3, 4, 5, 6];
    beforeAll(async () => {
      expect((await ask('PUT', '/v1/collections/fruit')).status).toBe(201);
      for (const seed of seeds) {
        const fields = { id: `item-${seed}`, label: seed % 2 ? 'odd' : 'even', metadata: JSON.stringify({ seed }) };
        const { status, headers } = await ask('POST', '/v1/collections/fruit/items', form(await makePicture(seed), fields));
        expect(status).toBe(201);
        expect(headers.get('location')).toBe(`/v1/collections/fruit/items/item-${seed}`);
      }
    });

    it('makes a collection once', async () => {
      const { status, body } = await ask('PUT', '/v1/collections/fruit');
      expect(status).toBe(200);
      expect(body).toMatchObject({ name: 'fruit', usable: true, embeddingSize: 32, model: { name: 'tiny', version: 1 } });
      expect(await ask('PUT', '/v1/collections/FRUIT')).toMatchObject(problem('COLLECTION_CONFLICT'));
    });

    it('lists collections with what is in them', async () => {
      expect((await ask('GET', '/v1/collections/fruit')).body).toMatchObject({ name: 'fruit', aliases: [], items: seeds.length });
      const { collections } = (await ask('GET', '/v1/collections')).body as Schemas['CollectionList'];
      expect(collections.find(({ name }) => name === 'fruit')).toMatchObject({
        items: seeds.length,
        index: { status: 'ready', kind: 'exact' },
      });
    });

    it('finds a picture that is in the collection at similarity 1, with its label, metadata and thumbnail', async () => {
      const { body } = await ask('POST', '/v1/collections/fruit/search?k=3', raw(await makePicture(4)));
      const { neighbours, exact } = body as Schemas['SearchResponse'];
      expect(exact).toBe(true);
      expect(neighbours).toHaveLength(3);
      expect(neighbours[0]).toMatchObject({ id: 'item-4', label: 'even', metadata: { seed: 4 } });
      expect(neighbours[0]!.similarity).toBeCloseTo(1, 5);
      const thumbnail = await ask('GET', neighbours[0]!.thumbnailUrl);
      expect(thumbnail.headers.get('content-type')).toBe('image/jpeg');
      expect([...thumbnail.bytes.subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff]);
      const again = await ask('GET', neighbours[0]!.thumbnailUrl, {
        headers: { 'if-none-match': thumbnail.headers.get('etag')! },
      });
      expect(again.status).toBe(304);
    });

    it('finds the same by vector, by item and by form', async () => {
      const { embedding } = (await ask('POST', '/v1/embed', raw(await makePicture(2)))).body as EmbeddedNumbers;
      const answers = await Promise.all([
        ask('POST', '/v1/collections/fruit/search', asJson({ vector: embedding, k: 4 })),
        ask('POST', '/v1/collections/fruit/search', asJson({ vector: embedding.map((value) => value * 7), k: 4 })),
        ask('POST', '/v1/collections/fruit/search', asJson({ itemId: 'item-2', k: 4 })),
        ask('POST', '/v1/collections/fruit/search?k=4', form(await makePicture(2))),
      ]);
      const ids = answers.map(({ body }) => (body as Schemas['SearchResponse']).neighbours.map(({ id }) => id));
      expect(ids[0]).toHaveLength(4);
      expect(ids[0]![0]).toBe('item-2');
      for (const others of ids) expect(others).toEqual(ids[0]);
    });

    it('leaves the item itself out only when asked to', async () => {
      const ask5 = async (excludeSelf: boolean): Promise<string[]> => {
        const { body } = await ask('POST', '/v1/collections/fruit/search', asJson({ itemId: 'item-2', k: 5, excludeSelf }));
        return (body as Schemas['SearchResponse']).neighbours.map(({ id }) => id);
      };
      const [all, others] = [await ask5(false), await ask5(true)];
      expect(all).toContain('item-2');
      expect(others).not.toContain('item-2');
      expect(others).toHaveLength(5);
    });

    it('gives all there is when k is larger than the collection', async () => {
      const { body } = await ask('POST', '/v1/collections/fruit/search', asJson({ itemId: 'item-1', k: 1000 }));
      const similarities = (body as Schemas['SearchResponse']).neighbours.map(({ similarity }) => similarity);
      expect(similarities).toHaveLength(seeds.length);
      expect(similarities).toEqual(similarities.toSorted((a, b) => b - a));
    });

    it('adds the same under the same id once; something else under it is a conflict', async () => {
      const same = form(await makePicture(1), { id: 'item-1', label: 'odd', metadata: '{"seed":1}' });
      expect((await ask('POST', '/v1/collections/fruit/items', same)).status).toBe(200);
      for (const other of [
        form(await makePicture(9), { id: 'item-1', label: 'odd', metadata: '{"seed":1}' }),
        form(await makePicture(1), { id: 'item-1', label: 'even', metadata: '{"seed":1}' }),
        form(await makePicture(1), { id: 'item-1', label: 'odd' }),
      ])
        expect(await ask('POST', '/v1/collections/fruit/items', other)).toMatchObject(problem('ITEM_CONFLICT'));
    });

    it('adds, shows and removes an item; afterwards no search finds it', async () => {
      const added = await ask('POST', '/v1/collections/fruit/items?label=passing&id=short-lived', raw(await makePicture(50)));
      expect(added).toMatchObject({ status: 201, body: { id: 'short-lived', label: 'passing', metadata: {}, warnings: [] } });
      const { warnings: _, ...item } = added.body as Schemas['AddedItem'];
      expect((await ask('GET', '/v1/collections/fruit/items/short-lived')).body).toEqual(item);
      expect((await ask('DELETE', '/v1/collections/fruit/items/short-lived')).status).toBe(204);
      expect(await ask('GET', '/v1/collections/fruit/items/short-lived')).toMatchObject(problem('ITEM_NOT_FOUND'));
      expect(await ask('GET', '/v1/collections/fruit/items/short-lived/thumbnail')).toMatchObject(problem('ITEM_NOT_FOUND'));
      expect(await ask('DELETE', '/v1/collections/fruit/items/short-lived')).toMatchObject(problem('ITEM_NOT_FOUND'));
      const { body } = await ask('POST', '/v1/collections/fruit/search?k=1000', raw(await makePicture(50)));
      expect((body as Schemas['SearchResponse']).neighbours.map(({ id }) => id).sort()).toEqual(seeds.map((seed) => `item-${seed}`));
    });

    it('gives an id to an item without one, and a null label', async () => {
      const { status, body } = await ask('POST', '/v1/collections/fruit/items', raw(await makePicture(60)));
      expect(status).toBe(201);
      const { id, label } = body as Schemas['Item'];
      expect(label).toBeNull();
      expect((await ask('DELETE', `/v1/collections/fruit/items/${id}`)).status).toBe(204);
    });

    it('deletes a collection with all that is in it', async () => {
      await ask('PUT', '/v1/collections/passing');
      await ask('POST', '/v1/collections/passing/items?id=a', raw(picture));
      expect((await ask('DELETE', '/v1/collections/passing')).status).toBe(204);
      expect(await ask('DELETE', '/v1/collections/passing')).toMatchObject(problem('COLLECTION_NOT_FOUND'));
      await ask('PUT', '/v1/collections/passing');
      expect(await ask('GET', '/v1/collections/passing/items/a')).toMatchObject(problem('ITEM_NOT_FOUND'));
    });

    it('keeps everything over a restart', async () => {
      const before = await ask('POST', '/v1/collections/fruit/search', asJson({ itemId: 'item-3', k: 10 }));
      await server.restart();
      await expect.poll(async () => (await ask('GET', '/readyz')).status).toBe(200);
      expect((await ask('POST', '/v1/collections/fruit/search', asJson({ itemId: 'item-3', k: 10 }))).body).toEqual(before.body);
    });

    it.each([
      ['POST', '/v1/collections/none/search', asJson({ itemId: 'item-1' }), 'COLLECTION_NOT_FOUND'],
      ['POST', '/v1/collections/none/items', raw(Buffer.of(1)), 'COLLECTION_NOT_FOUND'],
      ['GET', '/v1/collections/none/items/a', {}, 'COLLECTION_NOT_FOUND'],
      ['POST', '/v1/collections/fruit/search', asJson({ itemId: 'none' }), 'ITEM_NOT_FOUND'],
      ['POST', '/v1/collections/fruit/search', asJson({}), 'BAD_REQUEST'],
      ['POST', '/v1/collections/fruit/search', asJson({ itemId: 'a', vector: [1] }), 'BAD_REQUEST'],
      ['POST', '/v1/collections/fruit/search', asJson({ itemId: 'a', k: 1001 }), 'BAD_REQUEST'],
      ['POST', '/v1/collections/fruit/search', asJson({ vector: ['1', '2'] }), 'BAD_REQUEST'],
      ['POST', '/v1/collections/fruit/search', asJson({ vector: [1, 2, 3] }), 'BAD_VECTOR'],
      ['POST', '/v1/collections/fruit/search', asJson({ vector: Array<number>(32).fill(0) }), 'BAD_VECTOR'],
      ['POST', '/v1/collections/fruit/search', asJson({ vector: Array<number>(32).fill(1e300) }), 'BAD_VECTOR'],
      ['POST', '/v1/collections/fruit/search', { headers: { 'content-type': 'application/json' }, body: '{"vector":[1' }, 'BAD_REQUEST'],
      ['POST', '/v1/collections/fruit/search', { headers: { 'content-type': 'application/json' }, body: '[NaN]' }, 'BAD_REQUEST'],
      ['POST', '/v1/collections/fruit/search', asJson({ itemId: 'a'.repeat(1024 * 1024) }), 'PAYLOAD_TOO_LARGE'],
      ['POST', '/v1/collections/fruit/items', form(Buffer.of(1), { id: '../x' }), 'BAD_REQUEST'],
      ['POST', '/v1/collections/fruit/items', form(Buffer.of(1), { label: 'x'.repeat(201) }), 'BAD_REQUEST'],
      ['POST', '/v1/collections/fruit/items', form(Buffer.of(1), { metadata: 'year: 2024' }), 'BAD_REQUEST'],
      ['POST', '/v1/collections/fruit/items', form(Buffer.of(1), { metadata: '[1]' }), 'BAD_REQUEST'],
      [
        'POST',
        '/v1/collections/fruit/items',
        form(Buffer.of(1), { metadata: JSON.stringify({ a: 'x'.repeat(9000) }) }),
        'METADATA_TOO_LARGE',
      ],
      ['POST', '/v1/collections/fruit/items', form(Buffer.of(1), { metadata: 'x'.repeat(17_000) }), 'PAYLOAD_TOO_LARGE'],
      ['POST', '/v1/collections/fruit/items', form(undefined, { label: 'x' }), 'BAD_REQUEST'],
      ['PUT', '/v1/collections/-x', {}, 'BAD_REQUEST'],
      ['PUT', `/v1/collections/${'x'.repeat(65)}`, {}, 'BAD_REQUEST'],
      ['GET', '/v1/collections/fruit/items/%2e%2e%2fx', {}, 'BAD_REQUEST'],
      ['GET', '/v1/collections/%zz/items/a', {}, 'BAD_REQUEST'],
      ['GET', '/v1/nothing', {}, 'NOT_FOUND'],
      ['GET', '/nothing', {}, 'NOT_FOUND'],
      ['DELETE', '/v1/models', {}, 'METHOD_NOT_ALLOWED'],
    ] as const)('refuses %s %s %#', async (method, address, init, code) => {
      expect(await ask(method, address, init)).toMatchObject(problem(code));
    });
  });

  it('says its limits, and keeps to them to the very number', async () => {
    const limits = (await ask('GET', '/v1/limits')).body as Schemas['Limits'];
    expect(limits).toMatchObject({ decodeMs: 10_000, queueMs: 800, pictureMs: 30_000 });
    await ask('PUT', '/v1/collections/limits');
    const items = '/v1/collections/limits/items';
    const code = async (address: string, init: RequestInit): Promise<string> => {
      const { status, body } = await ask('POST', address, init);
      return status < 300 ? 'taken' : (body as Schemas['Problem']).code;
    };
    const metadata = (bytes: number) => JSON.stringify({ a: 'x'.repeat(bytes - '{"a":""}'.length) });
    const levels = (count: number) => `{"a":${'['.repeat(count - 1)}${']'.repeat(count - 1)}}`;
    const keys = (count: number) => JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, i) => [i, 0])));
    const search = '/v1/collections/limits/search';
    for (const [limit, most, more, refusal] of [
      ['uploadBytes', (n: number) => code('/v1/classify', raw(Buffer.alloc(n))), 'BAD_IMAGE', 'PAYLOAD_TOO_LARGE'],
      ['formFieldBytes', (n: number) => code(items, form(picture, { metadata: '{}'.padEnd(n) })), 'taken', 'PAYLOAD_TOO_LARGE'],
      ['metadataBytes', (n: number) => code(items, form(picture, { metadata: metadata(n) })), 'taken', 'METADATA_TOO_LARGE'],
      ['metadataLevels', (n: number) => code(items, form(picture, { metadata: levels(n) })), 'taken', 'METADATA_TOO_LARGE'],
      ['metadataKeys', (n: number) => code(items, form(picture, { metadata: keys(n) })), 'taken', 'METADATA_TOO_LARGE'],
      ['labelCharacters', (n: number) => code(items, form(picture, { label: 'x'.repeat(n) })), 'taken', 'BAD_REQUEST'],
      ['k', (n: number) => code(`${search}?k=${n}`, raw(picture)), 'taken', 'BAD_REQUEST'],
      ['vectorNumbers', (n: number) => code(search, asJson({ vector: Array(n).fill(1) })), 'BAD_VECTOR', 'BAD_REQUEST'],
      [
        'jsonBytes',
        (n: number) => code(search, { ...asJson({}), body: '{"itemId":"a"}'.padEnd(n) }),
        'ITEM_NOT_FOUND',
        'PAYLOAD_TOO_LARGE',
      ],
    ] as const)
      expect([limit, await most(limits[limit]), await most(limits[limit] + 1)]).toEqual([limit, more, refusal]);
    await ask('DELETE', '/v1/collections/limits');
  });

  it('names every request, by the name it was given or one of its own', async () => {
    const own = await ask('GET', '/v1/runs/none');
    expect((own.body as Schemas['Problem']).requestId).toBe(own.headers.get('x-request-id'));
    const given = await ask('GET', '/v1/runs/none', { headers: { 'x-request-id': 'my-request.1' } });
    expect((given.body as Schemas['Problem']).requestId).toBe('my-request.1');
    const key = `supcon_0f3a5b7c9d1e_${'x'.repeat(43)}`;
    const secret = await ask('GET', '/v1/runs/none', { headers: { 'x-request-id': key } });
    expect((secret.body as Schemas['Problem']).requestId).not.toContain('xxx');
    const unsafe = await ask('GET', '/v1/runs/none', { headers: { 'x-request-id': 'a b"c' } });
    expect((unsafe.body as Schemas['Problem']).requestId).not.toContain('"');
  });

  it('lets no page of another origin in', async () => {
    const { host, port } = new URL(server.url);
    expect((await ask('GET', '/v1/models', { headers: { origin: `http://${host}` } })).status).toBe(200);
    for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' }, { origin: `http://127.0.0.1:${Number(port) + 1}` }])
      expect(await ask('GET', '/v1/models', { headers })).toMatchObject(problem('FORBIDDEN_ORIGIN'));
  });

  it('describes itself, and serves the page for it from its own files', async () => {
    const document = (await ask('GET', '/openapi.json')).body as { openapi: string; paths: object };
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toContain('/v1/classify');
    const page = await ask('GET', '/docs');
    const addresses = [...String(page.body).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address!);
    expect(addresses.length).toBeGreaterThan(2);
    for (const address of addresses) expect([address, (await ask('GET', address)).status]).toEqual([address, 200]);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
  });

  it('has been asked for every operation but the event stream and those of models.test.ts, model-archives.test.ts, batch.test.ts, jobs.test.ts, projections.test.ts, predictions.test.ts, copies-and-duplicates.test.ts, import.test.ts, keys.test.ts, feedback.test.ts, trainings.test.ts, drift.test.ts, items.test.ts, purges.test.ts, search.test.ts, collection-aliases.test.ts and audit.test.ts, and everything it answered is in openapi.yaml', async () => {
    for (const address of ['/livez', '/readyz', '/v1/runs']) await ask('GET', address);
    const id = '20260101-000000-quick';
    await mkdir(path.join(server.home, 'runs', id));
    await writeFile(
      path.join(server.home, 'runs', id, 'metrics.jsonl'),
      '{"type":"start","time":"2026-01-01T00:00:00.000Z","recipe":"quick"}\n',
    );
    await ask('GET', `/v1/runs/${id}`);
    await ask('GET', `/v1/runs/${id}/metrics`);
    await ask('GET', `/v1/runs/${id}/log`);
    await ask('GET', `/v1/runs/${id}/label-issues`);
    const asked = new Set([...server.checker.seen].filter((entry) => / 2\d\d$/.test(entry)).map((entry) => entry.split(' ')[0]!));
    expect(server.checker.operations.filter((operation) => !asked.has(operation))).toEqual([
      ...['classifyBatch', 'embedBatch'],
      'searchBatch',
      'reembedCollection',
      ...['copyCollection', 'getDuplicates', 'findDuplicates'],
      ...['getPredictions', 'predictCollection', 'getEvaluation'],
      'getProjection',
      'projectCollection',
      ...['listItems', 'patchItem', 'getFacets', 'exportItems', 'sampleItems', 'deleteItems', 'importItems'],
      ...['listCollectionAliases', 'setCollectionAlias', 'removeCollectionAlias'],
      ...['uploadModel', 'downloadModel', 'deleteModel', 'listAliases', 'setAlias', 'removeAlias', 'rollBackAlias'],
      ...['listKeys', 'createKey', 'revokeKey', 'rotateKey'],
      ...['listPurges', 'getPurge'],
      ...['listJobs', 'getJob', 'getJobReport', 'cancelJob'],
      ...['listClasses', 'addClass', 'removeClass'],
      ...['recordFeedback', 'listFeedback', 'summariseFeedback', 'getFeedback', 'forgetFeedback', 'getFeedbackPicture'],
      ...['getDrift', 'getDriftExample'],
      'listAudit',
      ...['startRun', 'getCurves', 'stopRun', 'resumeRun', 'listData', 'uploadData', 'deleteData', 'checkData'],
      'streamRunEvents',
    ]);
  });
});
