import { afterEach, describe, expect, it } from 'vitest';
import { asJson, startTestServer, type Answer, type TestServer } from '../../../test/test-server.js';

const KEY = 'a-key-of-more-than-16-characters';
let server: TestServer;
afterEach(() => server.close());

const ask = (key: string, address = '/v1/limits', init: RequestInit = {}): Promise<Answer> =>
  server.ask(init.method ?? 'GET', address, { ...init, headers: { ...(init.headers as Record<string, string>), 'x-api-key': key } });
const keyWith = async (name: string, requestsPerMinute?: number): Promise<string> => {
  const { body } = await ask(KEY, '/v1/keys', { method: 'POST', ...asJson({ name, role: 'reader', requestsPerMinute }) });
  return (body as { secret: string }).secret;
};
const rateOf = ({ headers }: Answer) => {
  const [, left, seconds] = /^"minute";r=(\d+);t=(\d+)$/.exec(headers.get('ratelimit') ?? '') ?? [];
  return { policy: headers.get('ratelimit-policy'), left: Number(left), seconds: Number(seconds) };
};

describe('requests a minute', () => {
  it('are those of the key: what is beyond is refused with the time to wait, and others go on', async () => {
    server = await startTestServer({ model: false, settings: { SUPCON_API_KEY: KEY } });
    const [few, more] = [await keyWith('few', 3), await keyWith('more', 5)];
    const answers = [];
    for (let i = 0; i < 5; i++) answers.push(await ask(few));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429]);
    expect(answers.map(rateOf).map(({ policy, left }) => [policy, left])).toEqual(
      [2, 1, 0, 0, 0].map((left) => ['"minute";q=3;w=60', left]),
    );
    for (const answer of answers) expect(rateOf(answer).seconds).toSatisfy((seconds: number) => seconds >= 1 && seconds <= 60);
    const refused = answers[3]!;
    expect(refused.body).toMatchObject({
      code: 'TOO_MANY_REQUESTS',
      detail: expect.stringContaining('more than 3 requests in a minute') as string,
    });
    expect(Number(refused.headers.get('retry-after'))).toSatisfy((seconds: number) => seconds >= 1 && seconds <= 60);
    expect([(await ask(more)).status, rateOf(await ask(more)).left]).toEqual([200, 3]);
    // The key from the environment has none, nor has one that was given none.
    const free = await ask(await keyWith('free'));
    expect([free.status, free.headers.get('ratelimit'), free.headers.get('ratelimit-policy')]).toEqual([200, null, null]);
    // Health is asked by machines that have no key.
    expect((await server.ask('GET', '/livez')).status).toBe(200);
  });

  it('are those of the server where a key has no limit of its own, each key for itself', async () => {
    server = await startTestServer({ model: false, settings: { SUPCON_API_KEY: KEY, SUPCON_REQUESTS_PER_MINUTE: '4' } });
    const [a, own] = [await keyWith('a'), await keyWith('own', 100)];
    const statuses = async (key: string, times: number): Promise<number[]> => {
      const all = [];
      for (let i = 0; i < times; i++) all.push((await ask(key)).status);
      return all;
    };
    expect(await statuses(a, 5)).toEqual([200, 200, 200, 200, 429]);
    expect(await statuses(own, 8)).toEqual(Array(8).fill(200));
    // Two that made the keys, and two more.
    expect(await statuses(KEY, 3)).toEqual([200, 200, 429]);
  });

  it('count by address where there are no keys', async () => {
    server = await startTestServer({ model: false, settings: { SUPCON_REQUESTS_PER_MINUTE: '2', SUPCON_TRUSTED_PROXIES: 'loopback' } });
    const from = async (address: string): Promise<number> =>
      (await server.ask('GET', '/v1/limits', { headers: { 'x-forwarded-for': address } })).status;
    const statuses = [];
    for (const address of ['192.0.2.1', '192.0.2.1', '192.0.2.1', '192.0.2.2']) statuses.push(await from(address));
    expect(statuses).toEqual([200, 200, 429, 200]);
  });

  it('of an address that sends wrong keys are refused after some, and a right key is taken from it all the same', async () => {
    server = await startTestServer({ model: false, settings: { SUPCON_API_KEY: KEY, SUPCON_WRONG_KEYS_PER_MINUTE: '5' } });
    const statuses = [];
    for (let i = 0; i < 7; i++) statuses.push((await ask(`wrong-${i}`)).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
    expect((await ask(KEY)).status).toBe(200);
  });
});
