import { rm } from 'node:fs/promises';
import { request } from 'node:http';
import path from 'node:path';
import type { components } from '@supcon/sdk/schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePicture } from '../../test/pictures.js';
import { asJson, form, formOf, raw, startTestServer, type EmbeddedNumbers, type TestServer } from '../../test/test-server.js';
import { makeTinyArtifact } from '../../test/tiny-artifact.js';

type Schemas = components['schemas'];
type Embedded = Schemas['EmbeddedPicture'] & { readonly embedding: number[] };

const BROKEN = Buffer.from('hello');
const data = (bytes: Uint8Array) => ({ data: Buffer.from(bytes).toString('base64') });
const item = (id: string, collection = 'fruit') => ({ collection, item: id });

let server: TestServer;
let pictures: Buffer[];
const ask: TestServer['ask'] = (...request) => server.ask(...request);
const classify = async (init: RequestInit, query = ''): Promise<Schemas['ClassifyBatchResponse']> => {
  const { status, body } = await ask('POST', `/v1/classify/batch${query}`, init);
  expect([status, status === 200 ? '' : body]).toEqual([200, '']);
  return body as Schemas['ClassifyBatchResponse'];
};
const embed = async (init: RequestInit, query = ''): Promise<Schemas['EmbedBatchResponse']> => {
  const { status, body } = await ask('POST', `/v1/embed/batch${query}`, init);
  expect([status, status === 200 ? '' : body]).toEqual([200, '']);
  return body as Schemas['EmbedBatchResponse'];
};
/** Numbers of other batches differ in their last digits. */
const near = (value: unknown): unknown => {
  if (typeof value === 'number') return expect.closeTo(value, 4) as unknown;
  if (Array.isArray(value)) return value.map(near);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, near(member)]));
};
const code = (result: object): string | undefined => ('problem' in result ? (result as Schemas['PictureProblem']).problem.code : undefined);

beforeAll(async () => {
  server = await startTestServer({
    settings: { SUPCON_PICTURES_PER_REQUEST: '6', SUPCON_BATCH_BYTES: '300000', SUPCON_UPLOAD_BYTES: '200000' },
  });
  // Less sure, so that its probabilities differ; of the same encoder as what production stands for.
  await makeTinyArtifact(path.join(server.home, 'artifacts', 'soft', '1'), { name: 'soft', classifierScale: 0.03 });
  await ask('PUT', '/v1/aliases/production', asJson({ model: 'soft' }));
  pictures = await Promise.all([1, 2, 3, 4].map((seed) => makePicture(seed)));
  await ask('PUT', '/v1/collections/fruit');
  for (const [at, picture] of pictures.entries())
    await ask('POST', '/v1/collections/fruit/items', form(picture, { id: `item-${at}`, label: at % 2 ? 'odd' : 'even' }));
});
afterAll(() => server.close());

describe('many pictures of one request', () => {
  it('are answered in their order as each is alone, by one model that is said once', async () => {
    const alone = await Promise.all(
      pictures.map(
        async (picture) =>
          (await ask('POST', '/v1/classify?topK=2&includeEmbedding=true', raw(picture))).body as Schemas['ClassifyResponse'],
      ),
    );
    const expected = {
      model: { name: 'soft', version: 1, alias: 'production' },
      results: alone.map((each) => near(withoutModel(each))),
    };
    expect(await classify(formOf(pictures), '?topK=2&includeEmbedding=true')).toEqual(expected);
    expect(await classify(asJson({ pictures: pictures.map(data), topK: 2, includeEmbedding: true }))).toEqual(expected);
    expect(
      await classify(
        asJson({ pictures: [item('item-0'), data(pictures[1]!), item('item-2'), item('item-3')], topK: 2 }),
        '?topK=3&includeEmbedding=true',
      ),
    ).toEqual(expected);
    const embedded = await embed(formOf(pictures));
    expect(embedded).toEqual({
      model: expected.model,
      results: alone.map(({ embedding }) => ({ embedding: near(embedding), warnings: [] })),
    });
  });

  it('take no harm from each other: each that cannot be answered has its own problem', async () => {
    const { results } = await classify(
      asJson({
        pictures: [
          data(BROKEN),
          data(pictures[0]!),
          { data: 'data:image/png;base64,AAAA' },
          item('none'),
          item('item-1'),
          item('item-1', 'none'),
        ],
      }),
    );
    expect(results.map(code)).toEqual(['BAD_IMAGE', undefined, 'BAD_IMAGE', 'ITEM_NOT_FOUND', undefined, 'COLLECTION_NOT_FOUND']);
    const [first, , third, fourth] = results as Schemas['PictureProblem'][];
    expect(first!.problem.message).toMatch(/begins with "hello"/);
    expect(third!.problem.message).toMatch(/^pictures\.2\.data is not base64/);
    expect(fourth!.problem.message).toBe("collection 'fruit' has no item 'none'");
    const sent = await classify(formOf([BROKEN, pictures[0]!]));
    expect(sent.results.map(code)).toEqual(['BAD_IMAGE', undefined]);
    expect(sent.results[1]).toEqual(near(results[1]));
  });

  it('take options as single ones do, and another model', async () => {
    const { model, results } = await classify(asJson({ pictures: [item('item-0')], model: 'tiny/1', coverage: 0.8 }));
    expect(model).toEqual({ name: 'tiny', version: 1 });
    const single = (await ask('POST', '/v1/classify?model=tiny/1&coverage=0.8', raw(pictures[0]!))).body as Schemas['ClassifyResponse'];
    expect(results).toEqual([near(withoutModel(single))]);
    expect((await embed(formOf(pictures), '?model=tiny')).model).toEqual({ name: 'tiny', version: 1 });
  });

  it('are voted on by a collection, whose items have no vote on themselves', async () => {
    const { results } = await classify(asJson({ pictures: [data(pictures[0]!), item('item-0')], collection: 'fruit', neighbours: 2 }));
    const [sent, kept] = (results as Schemas['ClassifiedPicture'][]).map(({ vote }) => vote!);
    const single = (await ask('POST', '/v1/classify?collection=fruit&neighbours=2', raw(pictures[0]!))).body as Schemas['ClassifyResponse'];
    expect(sent).toEqual(near(single.vote));
    expect(sent!.neighbours[0]!.id).toBe('item-0');
    expect(kept!.neighbours.map(({ id }) => id)).not.toContain('item-0');
    expect(kept!.neighbours).toHaveLength(2);
    expect(kept!.neighbours[0]).toEqual(near(sent!.neighbours[1]));
    const nowhere = await ask('POST', '/v1/classify/batch?collection=none', formOf(pictures));
    expect(nowhere).toMatchObject({ status: 404, body: { code: 'COLLECTION_NOT_FOUND' } });
  });

  it('are embedded from the vector that is kept, and by another encoder from the picture, if that is kept', async () => {
    await makeTinyArtifact(path.join(server.home, 'artifacts', 'other', '1'), { name: 'other', seed: 7 });
    await ask('PUT', '/v1/collections/lost');
    await ask('POST', '/v1/collections/lost/items', form(pictures[2], { id: 'a' }));
    const numbers = async (query = '') => ((await ask('POST', `/v1/embed${query}`, raw(pictures[2]!))).body as EmbeddedNumbers).embedding;
    const asked = asJson({ pictures: [item('a', 'lost')] });
    expect(await embed(asked, '?model=other')).toMatchObject({ results: [{ embedding: near(await numbers('?model=other')) }] });
    await rm(path.join(server.home, 'server', 'blobs'), { recursive: true });
    try {
      expect(await embed(asked)).toMatchObject({ results: [{ embedding: near(await numbers()) }] });
      const { results } = await embed(asked, '?model=other');
      expect(results).toEqual([
        {
          problem: {
            code: 'ITEM_NOT_FOUND',
            message: "the collection 'lost' does not keep the picture of item 'a'; send the picture itself",
          },
        },
      ]);
    } finally {
      // The others have lost theirs too.
      for (const [at, picture] of pictures.entries()) {
        await ask('DELETE', `/v1/collections/fruit/items/item-${at}`);
        await ask('POST', '/v1/collections/fruit/items', form(picture, { id: `item-${at}`, label: at % 2 ? 'odd' : 'even' }));
      }
    }
  });

  it('are never answered by two models, while production changes', async () => {
    const expected = new Map<string, unknown>();
    for (const name of ['soft', 'other']) expected.set(name, near((await embed(formOf(pictures), `?model=${name}`)).results));
    let asking = true;
    const seen = new Set<string>();
    const client = async (): Promise<void> => {
      while (asking) {
        const { model, results } = await embed(formOf(pictures));
        seen.add(model.name);
        expect(results).toEqual(expected.get(model.name));
      }
    };
    const clients = Promise.all([client(), client()]);
    for (let turn = 0; turn < 10; turn++)
      expect((await ask('PUT', '/v1/aliases/production', asJson({ model: turn % 2 ? 'soft' : 'other' }))).status).toBe(200);
    asking = false;
    await clients;
    expect([...seen].sort()).toEqual(['other', 'soft']);
  });
});

describe('embeddings', () => {
  const rowsOf = async (): Promise<number[][]> => ((await embed(formOf(pictures))).results as Embedded[]).map(({ embedding }) => embedding);

  it('are base64 of float32 where that is asked for', async () => {
    const rows = await rowsOf();
    const packed = rows.map((row) => Buffer.from(Float32Array.from(row).buffer).toString('base64'));
    const one = (await ask('POST', '/v1/embed?encoding=base64', raw(pictures[0]!))).body as Schemas['EmbedResponse'];
    const floats = ((await ask('POST', '/v1/embed?encoding=float', raw(pictures[0]!))).body as EmbeddedNumbers).embedding;
    expect(one.embedding).toBe(Buffer.from(Float32Array.from(floats).buffer).toString('base64'));
    for (const answer of [
      await embed(formOf(pictures), '?encoding=base64'),
      await embed(asJson({ pictures: pictures.map(data), encoding: 'base64' })),
    ])
      expect(answer.results.map((each) => (each as Schemas['EmbeddedPicture']).embedding)).toEqual(packed);
  });

  it('are a file of NumPy where that is accepted, unless a picture has none', async () => {
    const npy = { accept: 'application/x-npy' };
    const rows = await rowsOf();
    const many = await ask('POST', '/v1/embed/batch', { ...formOf(pictures), headers: npy });
    expect(many.headers.get('content-type')).toBe('application/x-npy');
    expect(many.headers.get('supcon-model')).toBe('soft/1');
    expect(Buffer.from(many.bytes.subarray(0, 128)).toString('latin1')).toContain("'shape': (4, 32)");
    const values = new Float32Array(many.bytes.slice(128).buffer);
    expect([...values]).toEqual(rows.flat());
    const one = await ask('POST', '/v1/embed', { headers: { ...npy, 'content-type': 'image/png' }, body: pictures[0]! });
    expect([...new Float32Array(one.bytes.slice(128).buffer)]).toEqual(near(rows[0]));
    const failed = await ask('POST', '/v1/embed/batch', { ...formOf([pictures[0]!, BROKEN]), headers: npy });
    expect(failed).toMatchObject({
      status: 422,
      body: { code: 'BAD_IMAGE', detail: expect.stringMatching(/^picture 1 has no embedding/) as string },
    });
    const either = await ask('POST', '/v1/embed', { headers: { accept: '*/*', 'content-type': 'image/png' }, body: pictures[0]! });
    expect(either.headers.get('content-type')).toMatch(/json/);
  });
});

describe('limits of many pictures', () => {
  it('are kept to the very number', async () => {
    const limits = (await ask('GET', '/v1/limits')).body as Schemas['Limits'];
    expect(limits).toMatchObject({ picturesPerRequest: 6, batchBytes: 300_000 });
    const many = (count: number) => Array.from({ length: count }, () => pictures[0]!);
    for (const init of [formOf(many(6)), asJson({ pictures: many(6).map(data) })]) expect((await classify(init)).results).toHaveLength(6);
    for (const init of [formOf(many(7)), asJson({ pictures: many(7).map(data) })])
      expect(await ask('POST', '/v1/classify/batch', init)).toMatchObject({ status: 413, body: { code: 'PAYLOAD_TOO_LARGE' } });
  });

  it.each([
    ['a picture in a form', () => formOf([Buffer.alloc(200_001)]), /^picture 0 has more than the 200000 bytes/],
    ['a picture in base64', () => asJson({ pictures: [data(Buffer.alloc(200_001))] }), /^pictures\.0\.data has 200001 bytes/],
    ['a body', () => asJson({ pictures: [data(Buffer.alloc(190_000)), data(Buffer.alloc(190_000))] }), /more than the 300000 bytes/],
    ['a form', () => formOf([Buffer.alloc(199_000), Buffer.alloc(199_000), Buffer.alloc(199_000)]), /more than the \d+ bytes/],
  ])('refuse more bytes: %s', async (_what, init, detail) => {
    expect(await ask('POST', '/v1/embed/batch', init())).toMatchObject({
      status: 413,
      body: { code: 'PAYLOAD_TOO_LARGE', detail: expect.stringMatching(detail) as string },
    });
  });

  it('count the pictures of collections with the body', async () => {
    const large = await makePicture(5, 'png', 64);
    const padded = Buffer.concat([large, Buffer.alloc(140_000)]);
    await ask('POST', '/v1/collections/fruit/items', form(padded, { id: 'large' }));
    const { results } = await classify(asJson({ pictures: [item('large'), item('large'), item('item-1'), item('large')] }));
    expect(results.map(code).filter((each) => each === 'PAYLOAD_TOO_LARGE')).toHaveLength(1);
    expect(results.map(code)[2]).toBeUndefined();
  });

  it.each([
    [{}, 400, 'BAD_REQUEST'],
    [{ pictures: [] }, 400, 'BAD_REQUEST'],
    [{ pictures: 'all' }, 400, 'BAD_REQUEST'],
    [{ pictures: [null] }, 400, 'BAD_REQUEST'],
    [{ pictures: [{ bytes: 'x' }] }, 400, 'BAD_REQUEST'],
    [{ pictures: [{ data: '' }] }, 400, 'BAD_REQUEST'],
    [{ pictures: [{ data: 'AAAA', collection: 'fruit', item: 'a' }] }, 400, 'BAD_REQUEST'],
    [{ pictures: [{ collection: '../x', item: 'a' }] }, 400, 'BAD_REQUEST'],
    [{ pictures: [{ collection: 'fruit', item: 'item-0' }], topK: 0 }, 400, 'BAD_REQUEST'],
    [{ pictures: [{ collection: 'fruit', item: 'item-0' }], other: 1 }, 400, 'BAD_REQUEST'],
    [{ pictures: [{ collection: 'fruit', item: 'item-0' }], model: 'none' }, 404, 'MODEL_NOT_FOUND'],
  ] as const)('refuse %j', async (body, status, problem) => {
    expect(await ask('POST', '/v1/classify/batch', asJson(body))).toMatchObject({ status, body: { code: problem } });
    // Whatever was refused is not held any more.
    expect((await classify(asJson({ pictures: [item('item-0')] }))).results.map(code)).toEqual([undefined]);
  });

  it.each([
    ['another number than was said', '/v1/classify/batch?count=3', () => formOf(pictures), 400],
    ['a number that is none', '/v1/embed/batch?count=0', () => formOf(pictures), 400],
    ['a raw picture', '/v1/classify/batch', () => raw(pictures[0]!), 415],
    ['a field', '/v1/embed/batch', () => form(pictures[0], { label: 'x' }), 400],
  ] as const)('refuse %s', async (_what, address, init, status) => {
    expect((await ask('POST', address, init())).status).toBe(status);
  });

  it('takes as many as were said', async () => {
    expect((await classify(formOf(pictures), '?count=4')).results).toHaveLength(4);
  });
});

describe('places', () => {
  it('are asked for before the body, one for each picture', async () => {
    const small = await startTestServer({ settings: { SUPCON_MAX_WAITING: '8' } });
    // Its body does not come: it holds four of the six places that one client may have.
    const slow = request(`${small.url}/v1/classify/batch?count=4`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': 5000 },
    });
    try {
      slow.on('error', () => undefined).flushHeaders();
      const of = async (count: number) =>
        (await small.ask('POST', `/v1/embed/batch?count=${count}`, formOf(pictures.slice(0, count)))).status;
      await expect.poll(() => of(3), { interval: 10 }).toBe(503);
      expect(await of(2)).toBe(200);
      // Without a number, as many as fit into the length of the body: more than two.
      expect(await small.ask('POST', '/v1/embed/batch', formOf(pictures.slice(0, 2)))).toMatchObject({
        status: 503,
        body: { code: 'TOO_BUSY' },
      });
      slow.destroy();
      await expect.poll(() => of(4)).toBe(200);
    } finally {
      slow.destroy();
      await small.close();
    }
  });
});

function withoutModel({ model: _, ...rest }: Schemas['ClassifyResponse']): object {
  return rest;
}
