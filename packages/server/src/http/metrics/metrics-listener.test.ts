import { once } from 'node:events';
import { createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { metricsListener } from './metrics-listener.js';

const logger = pino({ level: 'silent' });
const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

async function serve({ read = () => Promise.resolve('up 1\n'), forThisMachine = true } = {}) {
  const server = createServer(metricsListener({ contentType: 'text/plain; version=0.0.4', read }, { forThisMachine, logger }));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => server.close().closeAllConnections());
  const { port } = server.address() as AddressInfo;
  return async (path: string, { method = 'GET', host = `127.0.0.1:${port}` } = {}) => {
    const sent = request({ port, host: '127.0.0.1', path, method, headers: { host } }).end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    return { status: response.statusCode, headers: response.headers, body: await text(response) };
  };
}

describe('metricsListener', () => {
  it('shows them at /metrics, and has nothing else', async () => {
    const ask = await serve();
    expect(await ask('/metrics?a=1')).toMatchObject({
      status: 200,
      body: 'up 1\n',
      headers: { 'content-type': 'text/plain; version=0.0.4' },
    });
    expect(await ask('/metrics', { method: 'HEAD' })).toMatchObject({ status: 200, body: '', headers: { 'content-length': '5' } });
    expect(await ask('/')).toMatchObject({ status: 404 });
    expect(await ask('/v1/collections')).toMatchObject({ status: 404 });
    expect(await ask('/metrics', { method: 'POST' })).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
  });

  it('tells a page that points a name of its own here nothing, unless others may read them anyway', async () => {
    const ask = await serve();
    expect(await ask('/metrics', { host: 'evil.example:9464' })).toMatchObject({ status: 403 });
    for (const host of ['localhost:1', 'LOCALHOST', '[::1]:2']) expect(await ask('/metrics', { host })).toMatchObject({ status: 200 });
    const open = await serve({ forThisMachine: false });
    expect(await open('/metrics', { host: 'supcon:9464' })).toMatchObject({ status: 200 });
  });

  it('says that they could not be read without what went wrong', async () => {
    const ask = await serve({ read: () => Promise.reject(new Error('/home/secret is gone')) });
    const answer = await ask('/metrics');
    expect(answer.status).toBe(500);
    expect(answer.body).not.toContain('secret');
  });
});
