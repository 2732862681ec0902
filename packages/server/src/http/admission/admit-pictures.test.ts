import { once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type ErrorRequestHandler } from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import { setPrincipal } from '../access/principal-of.js';
import { beginWork, createAdmission, onePicture } from './admit-pictures.js';

const closes: (() => void)[] = [];
afterEach(() => {
  for (const close of closes.splice(0)) close();
});

/** A server whose work ends when its signal aborts, the signals of the works that have begun, and how many requests were let through. */
async function serve({ pictures = 2, pictureMs = 600_000 } = {}): Promise<{
  send: (options?: { body?: string | null; localAddress?: string; type?: string; most?: number }) => ClientRequest;
  works: AbortSignal[];
  cutOff: AbortController;
  letThrough: () => number;
}> {
  let letThrough = 0;
  const works: AbortSignal[] = [];
  const cutOff = new AbortController();
  const app = express();
  const admission = createAdmission({ pictures, pictureMs, queueMs: 60_000, picturesPerRequest: 1 }, cutOff.signal);
  app.use((_incoming, response, next) => {
    setPrincipal(response, { id: 'local', kind: 'local', roles: [] });
    next();
  });
  // Many: so many places at first as the header says, and for so many pictures as the body says.
  app.post(
    '/',
    admission((incoming) => Number(incoming.headers['x-most'] ?? onePicture(incoming))),
    async (incoming, response) => {
      letThrough++;
      let body = '';
      for await (const chunk of incoming) body += String(chunk);
      const turn = beginWork(incoming, Number(/\d/.exec(body)?.[0] ?? 1));
      if (!turn) {
        response.send('no picture');
        return;
      }
      const { signal } = turn;
      works.push(signal);
      await once(signal, 'abort');
      response.status(503).send((signal.reason as { code: string }).code);
    },
  );
  app.use(((error: { code: string }, _request, response, _next) => {
    response.status(503).send(error.code);
  }) satisfies ErrorRequestHandler);
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  closes.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return {
    works,
    cutOff,
    letThrough: () => letThrough,
    // Without a body, its first bytes never come.
    send: ({ body = 'picture', localAddress, type = 'image/png', most } = {}) => {
      const sent = request({
        ...{ port, host: '127.0.0.1', method: 'POST', agent: false, localAddress },
        headers: { 'content-type': type, 'content-length': 7, ...(most === undefined ? {} : { 'x-most': most }) },
      });
      sent.on('error', () => undefined);
      if (body === null) sent.flushHeaders();
      else sent.end(body);
      return sent;
    },
  };
}

async function answerOf(sent: ClientRequest): Promise<{ status: number | undefined; retryAfter: string | undefined; text: string }> {
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of answer) text += String(chunk);
  return { status: answer.statusCode, retryAfter: answer.headers['retry-after'], text };
}

describe('createAdmission', () => {
  it('does nothing more with what it has refused', async () => {
    const { send, works, letThrough } = await serve();
    send();
    send();
    await expect.poll(() => works.length).toBe(2);
    expect(await answerOf(send())).toMatchObject({ status: 503, retryAfter: '1' });
    expect(letThrough()).toBe(2);
  });

  it('refuses a picture before its body has come when there is no place, and lets other requests pass', async () => {
    const { send, works } = await serve();
    send();
    send();
    await expect.poll(() => works.length).toBe(2);
    const refused = await answerOf(send({ body: null }));
    expect(refused).toMatchObject({ status: 503, retryAfter: '1' });
    expect(JSON.parse(refused.text)).toMatchObject({ code: 'TOO_BUSY', status: 503 });
    expect(await answerOf(send({ type: 'application/json' }))).toMatchObject({ status: 200, text: 'no picture' });
  });

  it('gives up the work of a client that hangs up, and has its place free again', async () => {
    const { send, works } = await serve({ pictures: 1 });
    const left = send();
    await expect.poll(() => works.length).toBe(1);
    expect(works[0]!.aborted).toBe(false);
    left.destroy();
    await expect.poll(() => works[0]!.aborted).toBe(true);
    send();
    await expect.poll(() => works.length).toBe(2);
  });

  it('gives up work that takes too long, and all of it when the server ends', async () => {
    const short = await serve({ pictureMs: 30 });
    expect(await answerOf(short.send())).toMatchObject({ text: 'TOO_BUSY' });
    const ended = await serve();
    const answers = [ended.send(), ended.send()].map(answerOf);
    await expect.poll(() => ended.works.length).toBe(2);
    ended.cutOff.abort();
    expect(await Promise.all(answers)).toMatchObject([{ text: 'NOT_READY' }, { text: 'NOT_READY' }]);
  });

  it('keeps a client that asks for all places from taking those of another', async () => {
    const { send, works } = await serve({ pictures: 8 });
    const many = Array.from({ length: 20 }, () => send());
    await expect.poll(() => works.length).toBe(6);
    send({ localAddress: '127.0.0.2' });
    await expect.poll(() => works.length).toBe(7);
    for (const each of many) each.destroy();
  });

  it('holds as many places as a request may have pictures, gives back those it does not need, and refuses more than it has come to', async () => {
    const { send, works } = await serve({ pictures: 8 });
    send({ most: 6, body: 'pict: 2' });
    await expect.poll(() => works.length).toBe(1);
    // Two are taken: six more of another client fit, and one picture of its own does not beside them.
    send({ most: 6, body: 'pict: 6', localAddress: '127.0.0.2' });
    await expect.poll(() => works.length).toBe(2);
    expect(await answerOf(send())).toMatchObject({ status: 503 });
    const third = await serve({ pictures: 4 });
    expect(await answerOf(third.send({ most: 2, body: 'pict: 5' }))).toMatchObject({ status: 503, text: 'TOO_BUSY' });
  });

  it('lends the place of a body that comes slowly to others, and refuses it when it is there and has none', async () => {
    const { send, works } = await serve({ pictures: 1 });
    const slow = send({ body: null });
    // Refused until the slow one has had its time.
    await expect
      .poll(
        async () => {
          const other = send();
          const refused = await Promise.race([answerOf(other).then(() => true), once(other, 'close').then(() => true), begun(works)]);
          return refused;
        },
        { timeout: 20_000 },
      )
      .toBe(false);
    slow.end('picture');
    expect(await answerOf(slow)).toMatchObject({ status: 503, text: 'TOO_BUSY' });
  });
});

/** @returns false once a work has begun. */
async function begun(works: readonly AbortSignal[]): Promise<boolean> {
  await expect.poll(() => works.length, { timeout: 20_000 }).toBe(1);
  return false;
}
