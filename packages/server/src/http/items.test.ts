import type { components } from '@supcon/sdk/schema';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makePicture } from '../../test/pictures.js';
import { asJson, form, raw, startTestServer, type Answer, type TestServer } from '../../test/test-server.js';

type Schemas = components['schemas'];

const LABELS = ['apple', 'pear', 'plum'];
const COUNT = 12;
const ITEMS = '/v1/collections/fruit/items';

let server: TestServer;
const ask: TestServer['ask'] = (...request) => server.ask(...request);
const query = (parameters: Readonly<Record<string, string>>): string => `?${new URLSearchParams(parameters).toString()}`;
const listed = async (parameters: Readonly<Record<string, string>> = {}): Promise<Schemas['ItemList']> => {
  const { status, body } = await ask('GET', ITEMS + query(parameters));
  expect(status).toBe(200);
  return body as Schemas['ItemList'];
};
const idsOf = async (filter: object): Promise<string[]> => (await listed({ filter: JSON.stringify(filter) })).items.map(({ id }) => id);
const removal = (body: object): Promise<Answer> => ask('POST', '/v1/collections/fruit/delete-items', asJson(body));
const addressOf = (id: string): string => `${ITEMS}/${encodeURIComponent(id)}`;
const add = async (n: number, more: Readonly<Record<string, string>> = {}): Promise<Answer> =>
  ask(
    'POST',
    ITEMS,
    form(await makePicture(n), { id: `item-${n}`, label: LABELS[n % 3]!, metadata: JSON.stringify({ n, even: n % 2 === 0 }), ...more }),
  );
const problem = (status: number, code: string) => ({ status, body: { code, status } });

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  await ask('PUT', '/v1/collections/fruit');
  for (let n = 0; n < COUNT; n++) expect((await add(n)).status).toBe(201);
  return async () => {
    await ask('DELETE', '/v1/collections/fruit');
  };
});

describe('listing items', () => {
  it('goes through all of them in the order they were added, each once, while others come and go', async () => {
    const seen: string[] = [];
    let after: string | undefined;
    for (let page = 0; ; page++) {
      const { items, next }: Schemas['ItemList'] = await listed({ limit: '5', ...(after === undefined ? {} : { after }) });
      seen.push(...items.map(({ id }) => id));
      if (page === 0) {
        await ask('DELETE', addressOf('item-2'));
        await ask('DELETE', addressOf('item-7'));
        await ask('PATCH', addressOf('item-0'), asJson({ label: 'other' }));
        await add(100);
      }
      if (next === undefined) break;
      after = next;
    }
    expect(seen).toEqual([...[0, 1, 2, 3, 4], ...[5, 6, 8, 9, 10, 11], 100].map((n) => `item-${n}`));
  });

  it('shows what getting one shows, by filter where one is given', async () => {
    const { items } = await listed({ filter: '{"field":"label","eq":"pear"}' });
    expect(items.map(({ id }) => id)).toEqual(['item-1', 'item-4', 'item-7', 'item-10']);
    expect(items[0]).toEqual((await ask('GET', addressOf('item-1'))).body);
    expect(
      await idsOf({
        and: [
          { field: 'metadata.even', eq: true },
          { field: 'metadata.n', range: { gte: 4, lt: 9 } },
        ],
      }),
    ).toEqual([4, 6, 8].map((n) => `item-${n}`));
    expect(await idsOf({ not: { field: 'id', prefix: 'item-' } })).toEqual([]);
    expect(await idsOf({ field: 'metadata.n', in: [3, '4', 99] })).toEqual(['item-3']);
  });

  it.each([
    [{ filter: 'label=pear' }, 'filter: "label=pear" is not JSON'],
    [{ filter: '{"label":"pear"}' }, 'filter: got the keys "label"'],
    [{ filter: JSON.stringify({ field: 'id', in: Array(1000).fill('xxxx') }) }, 'must NOT have more than 4096 characters'],
    [{ after: 'x' }, "'x' is no cursor"],
    [{ limit: '0' }, 'must be >= 1'],
    [{ limit: '1001' }, 'must be <= 1000'],
    [{ offset: '3' }, 'offset'],
  ])('refuses %j and says why', async (parameters, message) => {
    const answer = await ask('GET', ITEMS + query(parameters));
    expect(answer).toMatchObject({ ...problem(400, 'BAD_REQUEST'), body: { detail: expect.stringContaining(message) as string } });
  });

  it('knows collections that are there, and no others', async () => {
    for (const address of ['items', 'sample', 'facets?field=label'])
      expect(await ask('GET', `/v1/collections/none/${address}`)).toMatchObject(problem(404, 'COLLECTION_NOT_FOUND'));
  });
});

describe('an item', () => {
  it('is shown with its version and a tag, and not again to who has it', async () => {
    const first = await ask('GET', addressOf('item-3'));
    expect(first.body).toMatchObject({ id: 'item-3', version: 1, metadata: { n: 3 } });
    const tag = first.headers.get('etag')!;
    expect(tag).toMatch(/^"[^"]+"$/);
    const same = await ask('GET', addressOf('item-3'), { headers: { 'if-none-match': tag } });
    expect([same.status, same.bytes.length, same.headers.get('etag')]).toEqual([304, 0, tag]);
    await ask('PATCH', addressOf('item-3'), asJson({ label: 'quince' }));
    const changed = await ask('GET', addressOf('item-3'), { headers: { 'if-none-match': tag } });
    expect([changed.status, changed.headers.get('etag') === tag]).toEqual([200, false]);
  });

  it('is changed in what is named; filters, facets and searches see it', async () => {
    const before = (await ask('GET', addressOf('item-3'))).body as Schemas['Item'];
    const label = await ask('PATCH', addressOf('item-3'), asJson({ label: 'quince' }));
    expect(label).toMatchObject({ status: 200, body: { ...before, label: 'quince', version: 2, updatedAt: expect.any(String) as string } });
    const metadata = await ask('PATCH', addressOf('item-3'), asJson({ label: null, metadata: { colour: 'red' } }));
    expect(metadata.body).toMatchObject({ label: null, metadata: { colour: 'red' }, version: 3, createdAt: before.createdAt });
    expect((await ask('GET', addressOf('item-3'))).body).toEqual(metadata.body);
    expect(await idsOf({ field: 'metadata.colour', eq: 'red' })).toEqual(['item-3']);
    const found = await ask('POST', '/v1/collections/fruit/search?k=1', raw(await makePicture(3)));
    expect(found.body).toMatchObject({ neighbours: [{ id: 'item-3', label: null, metadata: { colour: 'red' } }] });
    // The request that added it may still be repeated.
    expect((await add(3)).status).toBe(200);
  });

  it('is changed and deleted only as it was seen, where that is asked for', async () => {
    const tag = (await ask('GET', addressOf('item-3'))).headers.get('etag')!;
    const seen = (ifMatch: string, body: object = { label: 'b' }): RequestInit => {
      const { headers, ...init } = asJson(body);
      return { ...init, headers: { ...(headers as Record<string, string>), 'if-match': ifMatch } };
    };
    const changed = await ask('PATCH', addressOf('item-3'), seen(tag));
    expect([changed.status, changed.headers.get('etag') === tag]).toEqual([200, false]);
    const stale = problem(412, 'ITEM_CHANGED');
    for (const ifMatch of [tag, `W/${changed.headers.get('etag')!}`, '"x"', `${tag}, "x"`])
      for (const method of ['PATCH', 'DELETE']) {
        const init = method === 'PATCH' ? seen(ifMatch) : { headers: { 'if-match': ifMatch } };
        expect([method, ifMatch, await ask(method, addressOf('item-3'), init)]).toMatchObject([method, ifMatch, stale]);
      }
    for (const ifMatch of ['x', `${tag} ${tag}`, '"', ','])
      expect([ifMatch, await ask('DELETE', addressOf('item-3'), { headers: { 'if-match': ifMatch } })]).toMatchObject([
        ifMatch,
        problem(400, 'BAD_REQUEST'),
      ]);
    expect((await ask('PATCH', addressOf('item-3'), seen('*', { label: 'c' }))).status).toBe(200);
    const now = (await ask('GET', addressOf('item-3'))).headers.get('etag')!;
    expect((await ask('DELETE', addressOf('item-3'), { headers: { 'if-match': `"x", ${now}` } })).status).toBe(204);
    // Another one of the same id is another one, though it is at the version that was seen.
    await add(3);
    expect(await ask('DELETE', addressOf('item-3'), { headers: { 'if-match': tag } })).toMatchObject(stale);
    expect(await ask('DELETE', addressOf('none'), { headers: { 'if-match': tag } })).toMatchObject(problem(404, 'ITEM_NOT_FOUND'));
    expect(await ask('PATCH', addressOf('none'), asJson({ label: 'b' }))).toMatchObject(problem(404, 'ITEM_NOT_FOUND'));
  });

  it('is changed by one of those who change it at the same moment', async () => {
    const tag = (await ask('GET', addressOf('item-3'))).headers.get('etag')!;
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        ask('PATCH', addressOf('item-3'), {
          body: JSON.stringify({ metadata: { n } }),
          headers: { 'content-type': 'application/json', 'if-match': tag },
        }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(7).fill(412)]);
    const won = answers.findIndex(({ status }) => status === 200);
    expect((await ask('GET', addressOf('item-3'))).body).toMatchObject({ version: 2, metadata: { n: won } });
  });

  it.each([
    [{}, 400],
    [{ label: '' }, 400],
    [{ label: 7 }, 400],
    [{ id: 'other' }, 400],
    [{ metadata: [] }, 400],
    [{ metadata: { a: 'x'.repeat(9000) } }, 413],
  ])('is not changed by %j', async (body, status) => {
    expect((await ask('PATCH', addressOf('item-3'), asJson(body))).status).toBe(status);
    expect((await ask('GET', addressOf('item-3'))).body).toMatchObject({ version: 1 });
  });
});

describe('ids', () => {
  it.each(['Äpfel/süß.jpg', 'りんご/1', 'a/b/c', 'تفاح', '사과:1', 'list', 'delete', 'sample'])(
    '%s goes through everything',
    async (id) => {
      const added = await ask('POST', ITEMS, form(await makePicture(50), { id, label: 'x' }));
      expect(added).toMatchObject({ status: 201, body: { id } });
      expect(added.headers.get('location')).toBe(addressOf(id));
      expect((await ask('GET', addressOf(id))).body).toMatchObject({ id, thumbnailUrl: `${addressOf(id)}/thumbnail` });
      expect((await ask('GET', `${addressOf(id)}/thumbnail`)).status).toBe(200);
      expect((await ask('PATCH', addressOf(id), asJson({ label: 'y' }))).body).toMatchObject({ id, label: 'y' });
      expect(await idsOf({ field: 'id', eq: id })).toEqual([id]);
      const found = await ask('POST', '/v1/collections/fruit/search', asJson({ itemId: id, k: 1 }));
      expect(found.body).toMatchObject({ neighbours: [{ id }] });
      const batch = await ask('POST', '/v1/classify/batch', asJson({ pictures: [{ collection: 'fruit', item: id }] }));
      expect(batch.body).toMatchObject({ results: [{ predictions: expect.any(Array) as unknown }] });
      expect((await ask('DELETE', addressOf(id))).status).toBe(204);
      expect(await ask('GET', addressOf(id))).toMatchObject(problem(404, 'ITEM_NOT_FOUND'));
    },
  );

  it('are the same with an accent in a letter and behind it', async () => {
    const added = await ask('POST', `${ITEMS}?${new URLSearchParams({ id: 'cafe\u0301' }).toString()}`, raw(await makePicture(50)));
    expect(added.body).toMatchObject({ id: 'caf\u00e9' });
    for (const id of ['cafe\u0301', 'caf\u00e9']) expect((await ask('GET', addressOf(id))).status).toBe(200);
    expect((await ask('POST', ITEMS, form(await makePicture(50), { id: 'caf\u00e9' }))).status).toBe(200);
    const others = await ask('POST', '/v1/collections/fruit/search', asJson({ itemId: 'cafe\u0301', excludeSelf: true, k: 100 }));
    expect((others.body as Schemas['SearchResponse']).neighbours.map(({ id }) => id)).not.toContain('caf\u00e9');
    expect((await ask('DELETE', addressOf('cafe\u0301'))).status).toBe(204);
  });

  it('have no part that climbs out of their address, and nothing that is not seen', async () => {
    for (const id of ['..', '.', '../item-1', 'a/../item-1', 'a/..', 'a//b', '/a', 'a/', 'a\u200bb', 'a\u0000', 'a\\..\\b', '%2e%2e'])
      for (const [method, init] of [
        ['GET', {}],
        ['PATCH', asJson({ label: 'y' })],
        ['DELETE', {}],
      ] as const) {
        const { status } = await ask(method, addressOf(id), init);
        expect([id, method, status]).toEqual([id, method, ['.', '..'].includes(id) ? 404 : 400]);
      }
    const refused = await ask('POST', ITEMS, form(await makePicture(1), { id: 'two words' }));
    expect((refused.body as Schemas['Problem']).detail).toContain('id: must be letters and digits of any script');
    // A slash as it is makes it another address.
    expect((await ask('GET', `${ITEMS}/a/b`)).status).toBe(404);
    expect((await listed()).items).toHaveLength(COUNT);
  });
});

describe('counting and drawing', () => {
  it('counts the values of a field', async () => {
    expect((await ask('GET', '/v1/collections/fruit/facets?field=label')).body).toEqual({
      field: 'label',
      values: LABELS.map((value) => ({ value, count: 4 })),
    });
    const even = `/v1/collections/fruit/facets${query({ field: 'metadata.even', filter: '{"field":"label","eq":"plum"}', limit: '1' })}`;
    expect((await ask('GET', even)).body).toEqual({ field: 'metadata.even', values: [{ value: false, count: 2 }] });
    for (const field of ['', 'colour', 'metadata'])
      expect(await ask('GET', `/v1/collections/fruit/facets${query({ field })}`)).toMatchObject(problem(400, 'BAD_REQUEST'));
    expect(await ask('GET', '/v1/collections/fruit/facets')).toMatchObject(problem(400, 'BAD_REQUEST'));
  });

  it('draws the same items by the same seed, others by another, and nearly the same after a change', async () => {
    const drawn = async (parameters: Readonly<Record<string, string>>): Promise<string[]> => {
      const { body } = await ask('GET', `/v1/collections/fruit/sample${query(parameters)}`);
      return (body as Schemas['ItemSample']).items.map(({ id }) => id);
    };
    const first = await drawn({ size: '5', seed: '7' });
    expect(new Set(first).size).toBe(5);
    expect(await drawn({ size: '5', seed: '7' })).toEqual(first);
    const others = await Promise.all(Array.from({ length: 40 }, (_, seed) => drawn({ size: '5', seed: String(seed) })));
    expect(new Set(others.map((ids) => ids.toSorted().join())).size).toBeGreaterThan(20);
    expect(new Set(others.flat()).size).toBe(COUNT);
    await ask('DELETE', addressOf(first[0]!));
    expect((await drawn({ size: '5', seed: '7' })).filter((id) => first.includes(id))).toHaveLength(4);
    expect((await drawn({ filter: '{"field":"label","eq":"pear"}' })).sort()).toEqual(
      await idsOf({ field: 'label', eq: 'pear' }).then((ids) => ids.filter((id) => id !== first[0]).sort()),
    );
    const { body } = await ask('GET', '/v1/collections/fruit/sample?size=3');
    expect(body).toMatchObject({ of: COUNT - 1, seed: 0, items: { length: 3 } });
    expect(await ask('GET', '/v1/collections/fruit/sample?seed=4294967296')).toMatchObject(problem(400, 'BAD_REQUEST'));
  });
});

describe('deleting by a filter', () => {
  const plums = { field: 'label', eq: 'plum' };

  it('counts first, then deletes exactly those', async () => {
    expect(await removal({ filter: plums, dryRun: true })).toMatchObject({ status: 200, body: { matched: 4, deleted: 0, job: null } });
    expect((await listed()).items).toHaveLength(COUNT);
    expect(await removal({ filter: plums, expected: 4 })).toMatchObject({ status: 200, body: { matched: 4, deleted: 4, job: null } });
    expect((await listed()).items.map(({ label }) => label)).not.toContain('plum');
    expect((await listed()).items).toHaveLength(8);
    const { body } = await ask('POST', '/v1/collections/fruit/search?k=1000', raw(await makePicture(2)));
    expect((body as Schemas['SearchResponse']).neighbours.map(({ label }) => label)).not.toContain('plum');
    expect(await removal({ filter: plums, expected: null })).toMatchObject({ body: { matched: 0, deleted: 0 } });
  });

  it('deletes nothing where it is not said how many, or another number is said', async () => {
    expect(await removal({ filter: plums })).toMatchObject({
      ...problem(400, 'BAD_REQUEST'),
      body: { detail: expect.stringContaining('expected: say how many') as string },
    });
    expect(await removal({ filter: { and: [] }, expected: 4 })).toMatchObject({
      ...problem(409, 'UNEXPECTED_COUNT'),
      body: { detail: expect.stringContaining(`${COUNT} items fit the filter, 4 were expected`) as string },
    });
    for (const body of [
      { expected: null },
      { filter: {}, expected: null },
      { filter: { label: 'plum' }, expected: null },
      { filter: plums, expected: -1 },
    ])
      expect(await removal(body)).toMatchObject(problem(400, 'BAD_REQUEST'));
    expect((await listed()).items).toHaveLength(COUNT);
  });

  it('leaves what is added later', async () => {
    const [deleted] = await Promise.all([removal({ filter: plums, expected: 4 }), add(20)]);
    expect(deleted).toMatchObject({ status: 200 });
    const left = await idsOf(plums);
    // Whether it was there before or after, it is not deleted in part.
    expect(['', 'item-20']).toContain(left.join());
  });
});
