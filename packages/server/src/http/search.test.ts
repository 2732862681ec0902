import type { components } from '@supcon/sdk/schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePicture } from '../../test/pictures.js';
import { asJson, form, raw, startTestServer, type Answer, type EmbeddedNumbers, type TestServer } from '../../test/test-server.js';

type Schemas = components['schemas'];

const COUNT = 24;
const SEARCH = '/v1/collections/fruit/search';

let server: TestServer;
/** Unit, by item: what the index compares. */
const vectors = new Map<string, readonly number[]>();
const ask: TestServer['ask'] = (...request) => server.ask(...request);
const search = async (body: object): Promise<Schemas['SearchResponse']> => {
  const answer = await ask('POST', SEARCH, asJson(body));
  expect(answer).toMatchObject({ status: 200 });
  return answer.body as Schemas['SearchResponse'];
};
const idsOf = ({ neighbours }: Schemas['SearchResponse']): string[] => neighbours.map(({ id }) => id);
const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
const unit = (vector: readonly number[]): number[] => vector.map((value) => value / Math.hypot(...vector));
/** The order that a comparison with every item gives. */
const nearest = (query: readonly number[], ids: readonly string[] = [...vectors.keys()]): string[] =>
  ids.toSorted((a, b) => dot(vectors.get(b)!, query) - dot(vectors.get(a)!, query));
const named = (n: number): string => `item-${n}`;
const refused = async (answer: Promise<Answer>, code: string, detail: string): Promise<void> =>
  expect(await answer).toMatchObject({ body: { code, detail: expect.stringContaining(detail) as string } });

beforeAll(async () => {
  server = await startTestServer();
  await ask('PUT', '/v1/collections/fruit');
  for (let n = 0; n < COUNT; n++) {
    const picture = await makePicture(n);
    const fields = { id: named(n), label: n % 2 ? 'odd' : 'even', metadata: JSON.stringify({ n, third: n % 3 }) };
    await ask('POST', '/v1/collections/fruit/items', form(picture, fields));
    vectors.set(named(n), ((await ask('POST', '/v1/embed', raw(picture))).body as EmbeddedNumbers).embedding);
  }
});
afterAll(() => server.close());

describe('search', () => {
  it('finds the nearest of what fits a filter, and says by which plan', async () => {
    const odd = [...vectors.keys()].filter((_, n) => n % 2 === 1);
    const answer = await search({ itemId: 'item-4', k: 6, filter: { field: 'label', eq: 'odd' } });
    expect(idsOf(answer)).toEqual(nearest(vectors.get('item-4')!, odd).slice(0, 6));
    expect(answer).toMatchObject({ exact: true, plan: 'filtered-exact' });
    expect(answer).not.toHaveProperty('ef');
    expect(await search({ itemId: 'item-4', k: 3, exact: true, ef: 500 })).toMatchObject({ exact: true, plan: 'exact' });
    expect(idsOf(await search({ itemId: 'item-4', filter: { field: 'metadata.n', range: { lt: 3 } } }))).toHaveLength(3);
    expect((await search({ itemId: 'item-4', filter: { field: 'label', eq: 'none' } })).neighbours).toEqual([]);
  });

  it('leaves out what is less similar', async () => {
    const query = vectors.get('item-4')!;
    const fifth = dot(vectors.get(nearest(query)[4]!)!, query);
    expect(idsOf(await search({ itemId: 'item-4', k: 20, minSimilarity: fifth - 1e-4 }))).toEqual(nearest(query).slice(0, 5));
  });

  it('gives at most so many of a group, and goes on looking until there are enough', async () => {
    const { neighbours } = await search({ itemId: 'item-4', k: 6, groupBy: { field: 'metadata.third', size: 2 } });
    const counts = [0, 1, 2].map((third) => neighbours.filter(({ metadata }) => metadata['third'] === third).length);
    expect(counts).toEqual([2, 2, 2]);
    const first = await search({ itemId: 'item-4', k: 6, groupBy: { field: 'label' } });
    expect(first.neighbours.map(({ label }) => label).sort()).toEqual(['even', 'odd']);
  });

  it('is drawn to what is liked and away from what is not, and leaves both out', async () => {
    const [q, a, b, c] = [4, 7, 9, 11].map((n) => vectors.get(named(n))!) as [number[], number[], number[], number[]];
    const others = (...ids: number[]): string[] => [...vectors.keys()].filter((id) => !ids.map(named).includes(id));
    const blended = unit(q.map((value, i) => value + 0.75 * ((a[i]! + b[i]!) / 2) - 0.15 * c[i]!));
    const body = { like: ['item-7', 'item-9'], unlike: ['item-11'], k: 10 };
    expect(idsOf(await search({ itemId: 'item-4', ...body }))).toEqual(nearest(blended, others(7, 9, 11)).slice(0, 10));
    const byVector = await search({ vector: q, ...body });
    expect(idsOf(byVector)).toEqual(nearest(blended, others(7, 9, 11)).slice(0, 10));
    const alone = unit(a.map((value, i) => 2 * ((value + b[i]!) / 2) - c[i]!));
    const weighted = { ...body, weights: { like: 2, unlike: 1 } };
    expect(idsOf(await search(weighted))).toEqual(nearest(alone, others(7, 9, 11)).slice(0, 10));
    expect(idsOf(await search({ ...weighted, excludeSelf: false }))).toEqual(nearest(alone).slice(0, 10));
    expect(idsOf(await search({ ...body, itemId: 'item-4', excludeSelf: true }))).not.toContain('item-4');
  });

  it('gives neighbours that are unlike each other, where that is wished for', async () => {
    const plain = await search({ itemId: 'item-4', k: 5 });
    expect(idsOf(await search({ itemId: 'item-4', k: 5, diversity: { lambda: 1 } }))).toEqual(idsOf(plain));
    const spread = await search({ itemId: 'item-4', k: 5, diversity: { lambda: 0.3 } });
    const closeness = (ids: string[]): number =>
      Math.max(...ids.flatMap((a) => ids.flatMap((b) => (a < b ? dot(vectors.get(a)!, vectors.get(b)!) : []))));
    expect(spread.neighbours[0]!.id).toBe('item-4');
    expect(closeness(idsOf(spread))).toBeLessThan(closeness(idsOf(plain)));
  });

  it('takes the same wishes beside a picture, in a form', async () => {
    const wishes = { k: 6, filter: { field: 'label', eq: 'odd' }, like: ['item-7'], minSimilarity: -1 };
    const picture = await makePicture(4);
    const { body } = await ask('POST', SEARCH, form(picture, { search: JSON.stringify(wishes) }));
    expect(idsOf(body as Schemas['SearchResponse'])).toEqual(idsOf(await search({ vector: vectors.get('item-4')!, ...wishes })));
    expect((body as Schemas['SearchResponse']).neighbours.map(({ label }) => label)).toEqual(Array(6).fill('odd'));
    const two = await ask('POST', `${SEARCH}?k=2`, form(picture, { search: '{"exact":true}' }));
    expect((two.body as Schemas['SearchResponse']).neighbours).toHaveLength(2);
    for (const [text, detail] of [
      ['{"vector":[1]}', "'vector' cannot be said beside a picture"],
      ['{"groupBy":3}', 'groupBy.field'],
      ['{"exact":"yes"}', 'exact: expected true or false, got yes'],
      ['{"minSimilarity":"high"}', 'minSimilarity: expected a number from -1 to 1, got high'],
      ['{"k":0}', 'k: expected a whole number from 1 to 1000'],
      ['{"k":1', ''],
    ] as const)
      await refused(ask('POST', SEARCH, form(picture, { search: text })), 'BAD_REQUEST', detail);
  });

  it('takes a vector as base64 of float32', async () => {
    const vector = Buffer.from(Float32Array.from(vectors.get('item-4')!).buffer).toString('base64');
    expect(idsOf(await search({ vector, k: 5 }))).toEqual(nearest(vectors.get('item-4')!).slice(0, 5));
    for (const bad of ['!!!!', vector.slice(0, -3), 'AAAA'])
      await refused(ask('POST', SEARCH, asJson({ vector: bad })), 'BAD_REQUEST', 'vector: the text is not base64');
  });

  it.each([
    [{}, 'BAD_REQUEST', 'there is nothing to look for'],
    [{ unlike: ['item-1'] }, 'BAD_REQUEST', 'there is nothing to look for'],
    [{ vector: [1], itemId: 'item-1' }, 'BAD_REQUEST', "both 'vector' and 'itemId'"],
    [{ itemId: 'item-1', filter: { label: 'odd' } }, 'BAD_REQUEST', 'filter'],
    [{ itemId: 'item-1', filter: { field: 'label' } }, 'BAD_REQUEST', 'filter: got the keys "field"'],
    [{ itemId: 'item-1', groupBy: { field: 'colour' } }, 'BAD_REQUEST', 'groupBy.field: "colour" is none'],
    [{ itemId: 'item-1', diversity: { lambda: 0.5 }, k: 101 }, 'BAD_REQUEST', 'k: expected at most 100 with diversity'],
    [{ itemId: 'item-1', ef: 0 }, 'BAD_REQUEST', 'ef'],
    [{ like: ['none'] }, 'ITEM_NOT_FOUND', "no item 'none'"],
    [{ like: ['item-1'], unlike: ['item-1'], weights: { like: 1, unlike: 1 } }, 'BAD_VECTOR', 'nothing is left of the query'],
    [{ like: Array.from({ length: 33 }, (_, n) => named(n)) }, 'BAD_REQUEST', 'like'],
  ])('refuses %j', async (body, code, detail) => {
    await refused(ask('POST', SEARCH, asJson(body)), code, detail);
  });
});

describe('several searches at once', () => {
  it('are answered in order as each alone, and one that cannot be does no harm', async () => {
    const searches = [
      { itemId: 'item-4', k: 3 },
      { itemId: 'none' },
      { vector: vectors.get('item-5')!, filter: { field: 'label', eq: 'odd' } },
      {},
    ];
    const { status, body } = await ask('POST', `${SEARCH}/batch`, asJson({ searches }));
    expect(status).toBe(200);
    const { results } = body as Schemas['SearchBatchResponse'];
    expect(results).toEqual([
      await search(searches[0]!),
      { problem: { code: 'ITEM_NOT_FOUND', message: expect.stringContaining('none') as string } },
      await search(searches[2]!),
      { problem: { code: 'BAD_REQUEST', message: expect.stringContaining('nothing to look for') as string } },
    ]);
  });

  it('are refused together where it is the collection or the number of them', async () => {
    const one = { itemId: 'item-4' };
    await refused(ask('POST', '/v1/collections/none/search/batch', asJson({ searches: [one, one] })), 'COLLECTION_NOT_FOUND', 'none');
    await refused(ask('POST', `${SEARCH}/batch`, asJson({ searches: [] })), 'BAD_REQUEST', 'searches');
    await refused(ask('POST', `${SEARCH}/batch`, asJson({ searches: Array(65).fill(one) })), 'BAD_REQUEST', 'searches');
    const many = Array.from({ length: 11 }, () => ({ ...one, k: 1000 }));
    await refused(ask('POST', `${SEARCH}/batch`, asJson({ searches: many })), 'BAD_REQUEST', 'they ask for 11000 neighbours together');
    expect((await ask('POST', `${SEARCH}/batch`, asJson({ searches: many.slice(1) }))).status).toBe(200);
    await refused(ask('POST', `${SEARCH}/batch`, form(undefined, { a: 'b' })), 'UNSUPPORTED_MEDIA_TYPE', 'send application/json');
  });
});
