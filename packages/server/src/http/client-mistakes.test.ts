import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makePicture } from '../../test/pictures.js';
import { sendRaw, wire } from '../../test/raw-request.js';
import { readDescription } from '../app/read-description.js';
import { form, raw, startTestServer, type TestServer } from '../../test/test-server.js';

const FORM = 'multipart/form-data; boundary=b';
const IMAGE = '--b\r\nContent-Disposition: form-data; name="image"; filename="a.jpg"\r\n\r\n';
const SEARCH = '/v1/collections/c/search';
const ITEMS = '/v1/collections/c/items';

describe('what clients do wrong', () => {
  let server: TestServer;
  const log: Readonly<Record<string, unknown>>[] = [];
  beforeAll(async () => {
    server = await startTestServer({ onLog: (line) => log.push(line) });
    await server.ask('PUT', '/v1/collections/c');
  });
  afterAll(() => server.close());
  afterEach(() => {
    // Warnings and errors are for what the server has to be looked at for.
    expect(log.filter(({ level }) => Number(level) >= 40)).toEqual([]);
    log.length = 0;
  });

  const json = { 'content-type': 'application/json' };
  it.each([
    ['a form cut off in its picture', '/v1/classify', { 'content-type': FORM }, `${IMAGE}abc`, 400],
    ['a form cut off in its last boundary', '/v1/embed', { 'content-type': FORM }, `${IMAGE}abc\r\n--b-`, 400],
    ['a form cut off in a field', ITEMS, { 'content-type': FORM }, '--b\r\nContent-Disposition: form-data; name="id"\r\n\r\nab', 400],
    ['a form cut off in its headers', SEARCH, { 'content-type': FORM }, '--b\r\nContent-Disp', 400],
    ['a form of other boundaries', ITEMS, { 'content-type': FORM }, '--x\r\n\r\n--x--\r\n', 400],
    ['JSON that is no gzip', SEARCH, { ...json, 'content-encoding': 'gzip' }, 'x', 415],
    ['JSON in an encoding there is not', SEARCH, { ...json, 'content-encoding': 'nonsense' }, '{}', 415],
    ['JSON encoded twice', SEARCH, { ...json, 'content-encoding': 'identity, br' }, '{}', 415],
    ['JSON in Latin-1', SEARCH, { ...json, 'content-type': 'application/json; charset=latin1' }, '{}', 415],
    ['a picture that is no gzip', '/v1/classify', { 'content-type': 'image/jpeg', 'content-encoding': 'gzip' }, 'x', 415],
    ['a form that is said to be compressed', ITEMS, { 'content-type': FORM, 'content-encoding': 'deflate' }, `${IMAGE}1\r\n--b--\r\n`, 415],
    [
      'metadata that is no JSON',
      ITEMS,
      { 'content-type': FORM },
      `--b\r\nContent-Disposition: form-data; name="metadata"\r\n\r\nx\r\n${IMAGE}1\r\n--b--\r\n`,
      400,
    ],
    [
      'metadata that JSON cannot hold',
      ITEMS,
      { 'content-type': FORM },
      `--b\r\nContent-Disposition: form-data; name="metadata"\r\n\r\n{"a":1e400}\r\n${IMAGE}1\r\n--b--\r\n`,
      400,
    ],
    ['a vector that JSON cannot hold', SEARCH, json, '{"vector":[1e400]}', 400],
    ['a vector and an item', SEARCH, json, '{"vector":[1],"itemId":"a"}', 400],
    ['neither vector nor item', SEARCH, json, '{"k":3}', 400],
    ['bytes that are no UTF-8', SEARCH, json, Buffer.of(0x7b, 0xff, 0xfe), 400],
  ] as const)('is answered as theirs: %s', async (_what, address, headers, body, status) => {
    const answer = await sendRaw(server.url, wire('POST', address, { headers, body }));
    expect(answer.status).toBe(status);
    server.checker.check('POST', address, status, answer.headers['content-type']!, JSON.parse(answer.body));
  });

  it.each([
    ['within a picture', wire('POST', '/v1/classify', { headers: { 'content-type': 'image/jpeg' }, body: 'abc', length: 90_000 })],
    ['within a form', wire('POST', ITEMS, { headers: { 'content-type': FORM }, body: IMAGE, length: 90_000 })],
    ['within JSON', wire('POST', SEARCH, { headers: json, body: '{', length: 90 })],
    [
      'within a chunk',
      wire('POST', '/v1/embed', { headers: { 'content-type': 'image/png', 'transfer-encoding': 'chunked' }, body: '5\r\nab', length: 0 }),
    ],
    ['before the answer', wire('GET', '/v1/models')],
    ['within the head', ['GET /v1/models HTTP/1.1\r\nHos']],
  ])('is no fault of the server when they leave %s', async (_what, pieces) => {
    await sendRaw(server.url, pieces, { leave: true });
    const begun = log.filter(({ req }) => req !== undefined).length;
    expect((await server.ask('GET', '/v1/runs')).status).toBe(200);
    await expect.poll(() => log.filter(({ req }) => req !== undefined).length).toBeGreaterThan(begun);
  });

  it('is no fault of the server when they leave while it computes', async () => {
    for (let seed = 0; seed < 5; seed++)
      await sendRaw(
        server.url,
        wire('POST', `${ITEMS}?id=left-${seed}`, { headers: { 'content-type': 'image/png' }, body: await makePicture(seed) }),
        {
          leave: true,
        },
      );
    expect((await server.ask('POST', '/v1/classify', raw(await makePicture(9)))).status).toBe(200);
  });

  it('is answered in few words, however much of it is wrong', async () => {
    const bodies = [
      `{"vector":[${Array(16_000).fill('""').join(',')}]}`,
      `{"vector":[${Array(340_000).fill('""').join(',')}]}`,
      `{${Array.from({ length: 19_000 }, (_, i) => `"${i}${'k'.repeat(40)}":0`).join(',')}}`,
      `{${Array.from({ length: 90_000 }, (_, i) => `"k${i}":0`).join(',')}}`,
      `{"${'k'.repeat(500_000)}":0}`,
      `{"itemId":"${'k'.repeat(500_000)}"}`,
      `[${'[],'.repeat(300_000)}[]]`,
    ];
    for (const body of bodies) {
      const answer = await server.ask('POST', SEARCH, { headers: json, body });
      expect([body.slice(0, 20), answer.status]).toEqual([body.slice(0, 20), 400]);
      expect(answer.bytes.length).toBeLessThan(5000);
    }
    for (const address of [`/${'a'.repeat(15_000)}`, `/v1/runs/${'a'.repeat(15_000)}`, `/v1/models?${'a'.repeat(15_000)}=1`])
      expect((await server.ask('GET', address)).bytes.length).toBeLessThan(5000);
    const fields = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`${i}${'f'.repeat(90)}`, 'x'.repeat(10_000)]));
    expect((await server.ask('POST', ITEMS, form(await makePicture(1), fields))).bytes.length).toBeLessThan(5000);
    expect(log.filter((line) => JSON.stringify(line).length > 20_000)).toEqual([]);
  });

  it('is not looked at value by value when there are far too many', async () => {
    for (const [body, reason] of [
      [`{"vector":[${Array(340_000).fill('""').join(',')}]}`, 'more than 20000 values'],
      [`{${Array.from({ length: 90_000 }, (_, i) => `"k${i}":0`).join(',')}}`, 'more than 20000 values'],
      ['['.repeat(33) + ']'.repeat(33), 'deeper than 32 levels'],
    ] as const)
      expect((await server.ask('POST', SEARCH, { headers: json, body })).body).toMatchObject({ detail: expect.stringContaining(reason) });
  });

  it('is answered by every operation as the description says: a parameter that it does not know', async () => {
    const { paths } = (await readDescription()) as { paths: Record<string, Record<string, { requestBody?: object; responses?: object }>> };
    for (const [template, methods] of Object.entries(paths))
      for (const [method, { requestBody, responses }] of Object.entries(methods)) {
        if (!template.startsWith('/v1/') || responses === undefined) continue;
        const body = requestBody === undefined ? {} : raw(await makePicture(1));
        const address = template.replace('{version}', '1').replace(/\{\w+\}/g, 'c');
        // What takes JSON only refuses the picture first. That the description knows the answer is asked by `ask`.
        const { status } = await server.ask(method.toUpperCase(), `${address}?nonsense=1`, body);
        expect([method, address, status === 400 || status === 415]).toEqual([method, address, true]);
        // Whoever sends a body may send it too slowly.
        expect([method, template, '408' in responses]).toEqual([method, template, requestBody !== undefined]);
      }
  });

  it('says up to ten things that are wrong, and that there are more', async () => {
    const { body } = await server.ask('POST', SEARCH, { headers: json, body: JSON.stringify({ vector: Array(30).fill('') }) });
    const { detail } = body as { detail: string };
    expect(detail.split('; ')).toHaveLength(11);
    expect(detail).toMatch(/^body\.vector\.0: must be number; .*; and more$/);
  });

  it('is answered with 405 and what is allowed when an address does not have a method', async () => {
    const cases: [string, string][] = [
      ['/v1/classify', 'POST'],
      ['/v1/models', 'GET, POST'],
      ['/v1/collections', 'GET'],
      ['/v1/collections/c', 'GET, PUT, DELETE'],
      ['/v1/collections/c/items/x', 'GET, DELETE, PATCH'],
      ['/v1/runs/x/events', 'GET'],
      ['/livez', 'GET, HEAD'],
      ['/readyz', 'GET, HEAD'],
      ['/openapi.json', 'GET, HEAD'],
      ['/docs', 'GET, HEAD'],
      ['/', 'GET, HEAD'],
    ];
    for (const [address, allow] of cases)
      for (const method of ['GET', 'HEAD', 'PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND']) {
        if (allow.split(', ').includes(method)) continue;
        const { status, headers } = await sendRaw(server.url, wire(method, address));
        expect([method, address, status, headers['allow']]).toEqual([method, address, 405, allow]);
      }
  });
});

describe('limits of forms', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ settings: { SUPCON_UPLOAD_BYTES: '100000' } });
    await server.ask('PUT', '/v1/collections/c');
  });
  afterAll(() => server.close());

  it('take a picture of exactly as many bytes in a form as in a raw body, and no more', async () => {
    for (const [bytes, code] of [
      [100_000, 'BAD_IMAGE'],
      [100_001, 'PAYLOAD_TOO_LARGE'],
    ] as const)
      for (const body of [raw(Buffer.alloc(bytes)), form(Buffer.alloc(bytes))])
        expect((await server.ask('POST', '/v1/classify', body)).body).toMatchObject({ code });
  });

  it('take as many fields, and as many bytes in them, as they say', async () => {
    const code = async (fields: Record<string, string>): Promise<string> =>
      ((await server.ask('POST', ITEMS, form(await makePicture(1), fields))).body as { code: string }).code;
    const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${i}`, '']));
    // Fields that the description does not know are refused for that, after they were counted.
    expect(await code(many(8))).toBe('BAD_REQUEST');
    expect(await code(many(9))).toBe('PAYLOAD_TOO_LARGE');
    expect(await code({ f: 'x'.repeat(16_384) })).toBe('BAD_REQUEST');
    expect(await code({ f: 'x'.repeat(16_385) })).toBe('PAYLOAD_TOO_LARGE');
    expect((await server.ask('POST', ITEMS, form(await makePicture(1), { metadata: '{"a":1}'.padEnd(16_384) }))).status).toBe(201);
  });

  it('count the characters of a label as the description does', async () => {
    expect((await server.ask('POST', ITEMS, form(await makePicture(1), { label: '🐟'.repeat(200) }))).status).toBe(201);
    expect((await server.ask('POST', ITEMS, form(await makePicture(1), { label: '🐟'.repeat(201) }))).status).toBe(400);
  });
});

describe('a model whose folder is gone', () => {
  it('goes on answering, and is listed as the one that serves', async () => {
    const server = await startTestServer();
    await rm(path.join(server.home, 'artifacts'), { recursive: true });
    expect(await server.ask('GET', '/v1/models')).toMatchObject({ status: 200, body: { models: [{ name: 'tiny', active: true }] } });
    expect((await server.ask('POST', '/v1/classify', raw(await makePicture(1)))).status).toBe(200);
    await server.close();
  });
});
