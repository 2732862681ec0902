import { once } from 'node:events';
import { Agent, createServer, request, type RequestListener, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { createDrain, type Drain } from './drain-server.js';

const LONG_MS = 600_000;
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.closeAllConnections();
});

async function listen(handler: RequestListener): Promise<{ server: Server; port: number; drain: Drain }> {
  const server = createServer();
  servers.push(server);
  const drain = createDrain(server);
  server.on('request', drain.answerWith(handler));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port, drain };
}

/** @returns the Connection header of the answer, or the code of the error. */
function ask(port: number, agent: Agent | false): Promise<string> {
  return new Promise((resolve) => {
    request({ port, host: '127.0.0.1', agent, method: 'POST' }, (response) => {
      response.resume().on('end', () => resolve(String(response.headers.connection)));
    })
      .on('error', (error: NodeJS.ErrnoException) => resolve(String(error.code)))
      .end('a body');
  });
}

describe('createDrain', () => {
  it('fails no request of clients that go on asking over the connections that they have', async () => {
    const { port, drain } = await listen((incoming, response) => {
      incoming.resume().on('end', () => setTimeout(() => response.end('x'), 20));
    });
    const agents = Array.from({ length: 16 }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
    const clients = agents.map(async (agent, n) => {
      const answers: string[] = [];
      while (answers.at(-1) !== 'ECONNREFUSED') {
        // Half of them think between two requests: their connections are idle when the end begins.
        if (n % 2 === 0) await sleep(30);
        answers.push(await ask(port, agent));
      }
      return answers;
    });
    await sleep(100);
    await drain.finish({ limitMs: LONG_MS, onLimit: () => undefined });
    for (const answers of await Promise.all(clients)) {
      // On a machine that is busy the end may come before the first answer.
      expect(['keep-alive', 'close', 'ECONNREFUSED']).toEqual(expect.arrayContaining(answers));
      // One more connection may be made before the listener is closed; never one more request on a connection that was to end.
      expect(answers).toContain('close');
      expect(answers.slice(0, answers.indexOf('close')).every((answer) => answer === 'keep-alive')).toBe(true);
    }
    for (const agent of agents) agent.destroy();
  });

  it('waits longer for slow clients while others still ask', async () => {
    const { port, drain } = await listen((incoming, response) => void incoming.resume().on('end', () => response.end('x')));
    const slow = Array.from({ length: 8 }, async () => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const first = await ask(port, agent);
      await sleep(700);
      const second = await ask(port, agent);
      agent.destroy();
      return [first, second];
    });
    const busy = (async () => {
      while ((await ask(port, false)) !== 'ECONNREFUSED') await sleep(20);
    })();
    await sleep(100);
    await drain.finish({ limitMs: LONG_MS, onLimit: () => undefined });
    expect(await Promise.all(slow)).toEqual(slow.map(() => ['keep-alive', 'close']));
    await busy;
  });

  it('answers connections that were made and not taken yet', async () => {
    const { port, drain } = await listen((incoming, response) => void incoming.resume().on('end', () => response.end('x')));
    const answers = Array.from({ length: 100 }, () => ask(port, false));
    await drain.finish({ limitMs: LONG_MS, onLimit: () => undefined });
    expect(await Promise.all(answers)).toEqual(Array.from({ length: 100 }, () => 'close'));
  });

  it('takes no connection while somebody may open another one, and answers then what came last', async () => {
    const waiting: (() => void)[] = [];
    const listening: boolean[] = [];
    const { server, port, drain } = await listen((_incoming, response) => {
      listening.push(server.listening);
      waiting.push(() => response.end('x'));
    });
    const first = ask(port, false);
    await expect.poll(() => waiting.length).toBe(1);
    const finished = drain.finish({ limitMs: LONG_MS, onLimit: () => undefined });
    // Quiet for a while: from now on what comes waits.
    await sleep(400);
    const second = ask(port, false);
    const left = request({ port, host: '127.0.0.1', agent: false });
    left.on('error', () => undefined).end();
    await sleep(200);
    left.destroy();
    expect(waiting).toHaveLength(1);
    expect(server.listening).toBe(true);
    waiting[0]!();
    expect(await first).toBe('close');
    await expect.poll(() => waiting.length).toBe(2);
    waiting[1]!();
    expect(await second).toBe('close');
    await finished;
    expect(listening).toEqual([true, false]);
  });

  it('waits for the first request of a connection that was made last', async () => {
    const { port, drain } = await listen((incoming, response) => void incoming.resume().on('end', () => response.end('x')));
    const finished = drain.finish({ limitMs: LONG_MS, onLimit: () => undefined });
    const late = connect(port, '127.0.0.1');
    await once(late, 'connect');
    let text = '';
    late.on('data', (chunk: Buffer) => (text += chunk.toString()));
    await sleep(1000);
    late.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await Promise.all([finished, once(late, 'close')]);
    expect(text).toContain('200 OK');
  });

  it('closes a connection whose answer had begun behind that answer, and waits for none that asks nothing', async () => {
    let end = (): void => undefined;
    const { port, drain } = await listen((_incoming, response) => {
      response.write('first');
      end = () => response.end('last');
    });
    const silent = connect(port, '127.0.0.1');
    await once(silent, 'connect');
    const begun = connect(port, '127.0.0.1');
    begun.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    let text = '';
    begun.on('data', (chunk: Buffer) => (text += chunk.toString()));
    await once(begun, 'data');
    const finished = drain.finish({ limitMs: LONG_MS, onLimit: () => undefined });
    const closed = once(begun, 'close');
    end();
    await Promise.all([finished, closed]);
    expect(text).toMatch(/first[^]*last[^]*\r\n0\r\n\r\n$/);
    silent.destroy();
  });

  it('has what still waits at the limit answered, and cuts off what is not', async () => {
    const waiting: (() => void)[] = [];
    const { port, drain } = await listen((_incoming, response) => void waiting.push(() => response.end('late')));
    const [answered, cut] = [ask(port, false), ask(port, false)];
    await expect.poll(() => waiting.length).toBe(2);
    await drain.finish({ limitMs: 50, onLimit: () => waiting[0]!() });
    expect((await Promise.all([answered, cut])).sort()).toEqual(['ECONNRESET', 'close']);
  });
});
