import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { startScriptedServer, type Reply } from '../test/scripted-server.js';
import { createSupconClient } from './client.js';
import {
  InsufficientStorageError,
  ServiceBusyError,
  SupconAbortError,
  SupconConnectionError,
  SupconTimeoutError,
  UnexpectedAnswerError,
  UnprocessableError,
} from './errors.js';
import { requestIdOf, type CallReport } from './transport.js';

const models: Reply = { status: 200, headers: { 'x-request-id': 'r-9' }, body: { models: [] } };
const refused = (status: number, headers: Record<string, string> = {}): Reply => ({
  status,
  headers: { 'content-type': 'application/problem+json', ...headers },
  body: { type: 'urn:x', title: 'x', status, detail: 'because', code: 'TOO_BUSY', requestId: 'r-1' },
});

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function serve(...replies: Reply[]) {
  const server = await startScriptedServer(replies);
  open.push(server.close);
  return { ...server, client: createSupconClient({ baseUrl: `${server.url}/`, timeoutMs: 5000 }) };
}

describe('retries', () => {
  it.each([408, 429, 500, 502, 503, 504])('asks again after %i, as soon as Retry-After allows', async (status) => {
    const { client, received } = await serve(refused(status, { 'retry-after': '0' }), models);
    expect(await client.models.list()).toEqual([]);
    expect(received).toHaveLength(2);
  });

  it('asks again after a lost connection', async () => {
    const { client, received } = await serve('cut', models);
    expect(await client.models.list()).toEqual([]);
    expect(received).toHaveLength(2);
  });

  it('gives up after the tries that are allowed, with the last error', async () => {
    const { client, received } = await serve(refused(503, { 'retry-after': '0' }));
    await expect(client.models.list({ retries: 3 })).rejects.toBeInstanceOf(ServiceBusyError);
    expect(received).toHaveLength(4);
  });

  it('does not wait for a server that asks for more than a minute', async () => {
    const { client, received } = await serve(refused(503, { 'retry-after': '3600' }), models);
    await expect(client.models.list()).rejects.toMatchObject({ retryAfterMs: 3_600_000 });
    expect(received).toHaveLength(1);
  });

  it('does what x-should-retry says', async () => {
    const { client, received } = await serve(refused(409, { 'x-should-retry': 'true', 'retry-after-ms': '1' }), models);
    expect(await client.models.list()).toEqual([]);
    expect(received).toHaveLength(2);
    const { client: other, received: once } = await serve(refused(503, { 'x-should-retry': 'false' }), models);
    await expect(other.models.list()).rejects.toBeInstanceOf(ServiceBusyError);
    expect(once).toHaveLength(1);
  });

  it.each([
    [422, UnprocessableError],
    [507, InsufficientStorageError],
  ])('takes %i for an answer', async (status, ErrorClass) => {
    const { client, received } = await serve(refused(status), models);
    await expect(client.models.list()).rejects.toBeInstanceOf(ErrorClass);
    expect(received).toHaveLength(1);
  });

  it('sends the whole picture again', async () => {
    const { client, received } = await serve(refused(503, { 'retry-after': '0' }), {
      status: 200,
      body: { model: { name: 'm', version: 1 }, embedding: [1] },
    });
    const picture = Buffer.from('GIF89a and more');
    await client.embed(picture);
    expect(received.map(({ body }) => body)).toEqual([picture, picture]);
  });

  it('adds nothing twice: the id is the same in every try', async () => {
    const { client, received } = await serve('cut', { status: 201, body: { id: 'x' } });
    await client.items.add('things', { image: Buffer.from('GIF89a') });
    const ids = received.map(({ body }) => /name="id"\r\n\r\n([0-9a-f]{32})\r\n/.exec(body.toString('latin1'))?.[1]);
    expect(ids[0]).toBeDefined();
    expect(ids[1]).toBe(ids[0]);
  });

  it('takes 404 for success where an earlier try of a delete may have done it', async () => {
    const { client } = await serve('cut', refused(404));
    await expect(client.items.delete('things', 'a')).resolves.toBeUndefined();
    const { client: first } = await serve(refused(404));
    await expect(first.items.delete('things', 'a')).rejects.toMatchObject({ status: 404 });
  });

  it.each([429, 503])('takes 404 for what it says where the tries before were refused with %i', async (status) => {
    const { client } = await serve(refused(status, { 'retry-after': '0' }), refused(404));
    await expect(client.items.delete('things', 'typo')).rejects.toMatchObject({ status: 404 });
  });
});

describe('time', () => {
  it('gives up on a body that never ends', async () => {
    const { client, received } = await serve('hang');
    await expect(client.models.list({ timeoutMs: 100, retries: 0 })).rejects.toBeInstanceOf(SupconTimeoutError);
    expect(received).toHaveLength(1);
  });

  it('tells an abort of the caller from a timeout', async () => {
    const { client } = await serve('hang');
    const signal = AbortSignal.timeout(50);
    const error = await client.models.list({ signal }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SupconAbortError);
    expect(error).not.toBeInstanceOf(SupconTimeoutError);
  });

  it('sends nothing for a signal that is aborted already', async () => {
    const { client, received } = await serve(models);
    await expect(client.models.list({ signal: AbortSignal.abort() })).rejects.toBeInstanceOf(SupconAbortError);
    expect(received).toHaveLength(0);
  });

  it('stops waiting for the next try when the caller aborts', async () => {
    const { client, received } = await serve(refused(503, { 'retry-after': '30' }), models);
    const begun = performance.now();
    await expect(client.models.list({ signal: AbortSignal.timeout(100) })).rejects.toBeInstanceOf(SupconAbortError);
    expect(performance.now() - begun).toBeLessThan(5000);
    expect(received).toHaveLength(1);
  });
});

describe('what cannot be sent', () => {
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  it.each([
    ['a circle', circle, /circular/],
    ['a BigInt', { n: 1n }, /BigInt/],
  ])('%s in metadata is refused at once, in words of its own', async (_, metadata, words) => {
    const { client, received } = await serve(models);
    const adding = client.items.add('things', { image: Buffer.from('GIF89a'), metadata });
    await expect(adding).rejects.toMatchObject({
      name: 'BadRequestError',
      code: 'BAD_REQUEST',
      message: expect.stringMatching(words) as string,
    });
    await expect(adding).rejects.toThrow('Nothing was sent.');
    expect(received).toHaveLength(0);
  });

  it.each([
    ['127.0.0.1:8080', /baseUrl: "127\.0\.0\.1:8080" is no address/],
    ['localhost:8080', /begins with localhost: and not with http: or https:/],
    ['', /baseUrl: "" is no address/],
    ['http://user:secret@host', /have no place in it/],
    ['http://host/?key=secret', /have no place in it/],
  ])('to %j is said when the client is made', (baseUrl, words) => {
    expect(() => createSupconClient({ baseUrl })).toThrow(words);
    expect(() => createSupconClient({ baseUrl })).toThrow(expect.not.stringContaining('secret') as Error);
  });

  it.each(['secret\nkey', 'secret-ключ'])('with the key %j is said when the client is made, without showing it', (apiKey) => {
    const make = () => createSupconClient({ baseUrl: 'http://host', apiKey });
    expect(make).toThrow(/^apiKey: it holds a line break or a character that is no ASCII/);
    expect(make).toThrow(expect.not.stringMatching(/secret/) as Error);
  });

  it('is none for the line end of a file that holds a key', async () => {
    const { url, received } = await serve(models);
    await createSupconClient({ baseUrl: url, apiKey: 'of-a-file\n' }).models.list();
    expect(received[0]!.headers.authorization).toBe('Bearer of-a-file');
  });
});

describe('reports', () => {
  it('tell of every try, and nothing that is secret', async () => {
    const { url } = await serve(refused(503, { 'retry-after': '0', 'x-request-id': 'r-1' }), 'cut', models);
    const [reports, ofCall]: CallReport[][] = [[], []];
    const client = createSupconClient({ baseUrl: url, apiKey: 'a-secret-key', onCall: (report) => reports!.push(report) });
    await client.models.list({ onCall: (report) => ofCall!.push(report) });
    expect(ofCall).toEqual(reports);
    expect(
      reports!.map(({ attempt, operation, status, requestId, nextTryMs }) => [
        attempt,
        operation,
        status,
        requestId,
        nextTryMs !== undefined,
      ]),
    ).toEqual([
      [1, 'GET /v1/models', 503, 'r-1', true],
      [2, undefined, undefined, undefined, true],
      [3, 'GET /v1/models', 200, 'r-9', false],
    ]);
    expect(reports!.map(({ error }) => error?.name)).toEqual(['ServiceBusyError', 'SupconConnectionError', undefined]);
    expect(reports![2]!.headers.get('content-type')).toBe('application/json');
    expect(inspect(reports, { depth: 9 })).not.toContain('a-secret-key');
  });
});

describe('answers', () => {
  it('names the server and the reason where nobody listens', async () => {
    const { url, close } = await startScriptedServer([models]);
    await close();
    const client = createSupconClient({ baseUrl: url, retries: 0 });
    await expect(client.models.list()).rejects.toBeInstanceOf(SupconConnectionError);
    await expect(client.models.list()).rejects.toThrow(
      /no connection to http:\/\/127\.0\.0\.1:\d+: .*ECONNREFUSED.*Is the server running\?/,
    );
  });

  it('says so where the answer is a page of something else', async () => {
    const { client } = await serve({ status: 200, body: '<html>' });
    await expect(client.models.list({ retries: 0 })).rejects.toThrow(/is not JSON; is a Supcon server there\?/);
  });

  it('keeps the request id of an answer', async () => {
    const { client } = await serve({ status: 200, headers: { 'x-request-id': 'r-9' }, body: { id: 'a' } });
    const item = await client.items.get('things', 'a');
    expect(requestIdOf(item)).toBe('r-9');
    expect(requestIdOf({})).toBeUndefined();
    expect(requestIdOf(await (await serve(models)).client.models.list())).toBe('r-9');
  });

  const json = { 'content-type': 'application/json' };
  it.each<[string, Reply, RegExp]>([
    ['nothing', { status: 200, headers: json, body: '' }, /answered GET \/v1\/models with an empty 200; is a Supcon server there\?/],
    ['null', { status: 200, headers: json, body: 'null' }, /answered GET \/v1\/models with null/],
    ['a list', { status: 200, headers: json, body: '[]' }, /with a list/],
    ['an empty object', { status: 200, headers: json, body: '{}' }, /has no 'models'/],
    ['something else', { status: 200, headers: json, body: '{"__proto__":{"models":[]}}' }, /has no 'models'/],
    ['half of it', { status: 200, headers: json, body: '{"models": [' }, /is not JSON/],
    [
      'a redirect',
      { status: 302, headers: { location: 'https://elsewhere.example/' } },
      /with a redirect to https:\/\/elsewhere\.example\/, which is not followed/,
    ],
  ])('takes %s for no answer', async (_, reply, words) => {
    const { client } = await serve(reply);
    const error: unknown = await client.models.list({ retries: 0 }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UnexpectedAnswerError);
    expect((error as Error).message).toMatch(words);
    expect(({} as { models?: unknown }).models).toBeUndefined();
  });

  it('asks once where the answer is of something else, and again where it was cut off', async () => {
    const { client, received } = await serve({ status: 200, headers: json, body: '{}' }, models);
    await expect(client.models.list()).rejects.toBeInstanceOf(UnexpectedAnswerError);
    expect(received).toHaveLength(1);
    const { client: other } = await serve({ status: 200, headers: json, body: '{"models": [' }, models);
    expect(await other.models.list()).toEqual([]);
  });

  it('makes no GET of a POST that is redirected, and sends it to nobody else', async () => {
    const elsewhere = await serve(models);
    const { client, received } = await serve({ status: 301, headers: { location: elsewhere.url } });
    await expect(client.embed(Buffer.from('GIF89a'))).rejects.toThrow(/with a redirect to/);
    expect([received.length, elsewhere.received.length]).toEqual([1, 0]);
  });

  it('takes 200 for no answer to a delete', async () => {
    const client = createSupconClient({ baseUrl: 'http://there', fetch: () => Promise.resolve(Response.json({})), retries: 0 });
    await expect(client.models.removeAlias('canary')).rejects.toThrow(/is answered with 204, and http:\/\/there answered 200/);
    await expect(client.items.delete('things', 'a')).rejects.toThrow(/what http:\/\/there answered to DELETE .* has no 'id'/);
  });

  it('resolves for a server that is not ready, without asking again', async () => {
    const body = { status: 'not-ready', checks: [{ name: 'model', ok: false, detail: 'loading' }] };
    const { client, received } = await serve({ status: 503, body });
    expect(await client.ready()).toEqual(body);
    expect(received).toHaveLength(1);
  });
});
