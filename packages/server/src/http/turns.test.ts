import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { components } from '@supcon/sdk/schema';
import { makePicture } from '../../test/pictures.js';
import { asJson, formOf, raw, startTestServer, type TestServer } from '../../test/test-server.js';

type Schemas = components['schemas'];

/** Pictures of the client that has many, one a batch; each takes the encoder long enough for others to come meanwhile. */
const MANY = 100;

let server: TestServer;
let many: string;
let few: string;
beforeAll(async () => {
  server = await startTestServer({
    artifact: { width: 64 },
    settings: { SUPCON_METRICS_PORT: '0', SUPCON_MAX_BATCH: '1', SUPCON_PICTURES_PER_REQUEST: String(MANY), SUPCON_QUEUE_MS: '60000' },
  });
  const admin = await makeKey('ops');
  many = await makeKey('many', admin);
  few = await makeKey('few', admin);
});
afterAll(() => server.close());

async function makeKey(name: string, admin?: string): Promise<string> {
  const headers = admin === undefined ? {} : { authorization: `Bearer ${admin}` };
  const { body } = await server.ask('POST', '/v1/keys', asJsonWith(headers, { name, role: admin === undefined ? 'admin' : 'reader' }));
  return (body as Schemas['ShownKey']).secret;
}

function asJsonWith(headers: Readonly<Record<string, string>>, body: unknown): RequestInit {
  const init = asJson(body);
  return { ...init, headers: { ...(init.headers as Record<string, string>), ...headers } };
}

function withKey(key: string, init: RequestInit): RequestInit {
  return { ...init, headers: { ...(init.headers as Record<string, string> | undefined), authorization: `Bearer ${key}` } };
}

// On a busy machine the hundred may be done before the others are sent; first come, first served would fail each time.
it('answers a key with one picture before another one, at the same address, whose hundred came first', { retry: 4 }, async () => {
  const picture = await makePicture(1, 'jpeg');
  const answered: string[] = [];
  const hundred = server
    .ask('POST', '/v1/classify/batch', withKey(many, formOf(Array<Buffer>(MANY).fill(picture))))
    .then(({ status, body }) => {
      answered.push('many');
      return [status, (body as Schemas['ClassifyBatchResponse']).results.length];
    });
  while (!(await waitForEncoder()) && answered.length === 0) await sleep(1);
  for (let n = 0; n < 3; n++) {
    const { status } = await server.ask('POST', '/v1/classify', withKey(few, raw(picture, 'image/jpeg')));
    answered.push(`few ${status}`);
  }
  expect(await hundred).toEqual([200, MANY]);
  expect(answered).toEqual(['few 200', 'few 200', 'few 200', 'many']);
});

/** Whether most of its pictures wait. */
async function waitForEncoder(): Promise<boolean> {
  const text = await (await fetch(server.metricsUrl!)).text();
  return Number(/^supcon_queue_pictures (\d+)$/m.exec(text)?.[1] ?? 0) > MANY / 2;
}
