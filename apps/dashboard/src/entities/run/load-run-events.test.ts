import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSupconClient, type RunEvent } from '@supcon/sdk';
import { expect, it } from 'vitest';
import { loadRunEvents } from './load-run-events.js';

it('asks until there is nothing more, each time from where the last answer ended', async () => {
  const pages: Readonly<Record<number, { events: RunEvent[]; nextOffset: number }>> = {
    10: { events: [{ type: 'start' }], nextOffset: 30 },
    // A chunk may hold nothing that can be read, and there may be more behind it.
    30: { events: [], nextOffset: 40 },
    40: { events: [{ type: 'epoch', epoch: 1 }, { type: 'result' }], nextOffset: 90 },
    90: { events: [], nextOffset: 90 },
  };
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url!, 'http://x');
    asked.push(`${url.pathname} ${url.searchParams.get('offset')}`);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(pages[Number(url.searchParams.get('offset'))]));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = createSupconClient({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  const { events, nextOffset } = await loadRunEvents(client, 'r', 10, new AbortController().signal);
  await new Promise((resolve) => server.close(resolve));
  expect(events.map(({ type }) => type)).toEqual(['start', 'epoch', 'result']);
  expect(nextOffset).toBe(90);
  expect(asked).toEqual([10, 30, 40, 90].map((offset) => `/v1/runs/r/metrics ${offset}`));
});
