import { afterEach, describe, expect, it } from 'vitest';
import { startScriptedServer, type Reply } from '../test/scripted-server.js';
import { createSupconClient } from './client.js';
import {
  ServerFaultError,
  ServiceBusyError,
  SupconAbortError,
  SupconConnectionError,
  SupconTimeoutError,
  UnprocessableError,
} from './errors.js';
import { requestIdOf } from './transport.js';

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
  it.each([503, 429])('asks again after %i, as soon as Retry-After allows', async (status) => {
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

  it.each([
    [422, UnprocessableError],
    [500, ServerFaultError],
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
  });

  it('resolves for a server that is not ready, without asking again', async () => {
    const body = { status: 'not-ready', checks: [{ name: 'model', ok: false, detail: 'loading' }] };
    const { client, received } = await serve({ status: 503, body });
    expect(await client.ready()).toEqual(body);
    expect(received).toHaveLength(1);
  });
});
