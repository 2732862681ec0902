import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exampleAnswer } from './example-answer.js';

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** One answer: an object is completed to what the description gives as an example of a good one, and where that is none, it is 204; a text goes out as it is. `hang` sends the head and never ends, `cut` drops the connection. */
export type Reply =
  { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown } | 'hang' | 'cut';

/** A real HTTP server that gives the listed answers one after the other, the last one for ever, and keeps what it received. */
export async function startScriptedServer(replies: readonly Reply[]) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const reply = replies[Math.min(received.length, replies.length - 1)]!;
      received.push({ method: request.method!, url: request.url!, headers: request.headers, body: Buffer.concat(chunks) });
      if (reply === 'cut') {
        request.socket.destroy();
      } else if (reply === 'hang') {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{');
      } else {
        const text = typeof reply.body === 'string';
        const example = reply.status < 300 ? exampleAnswer(request.method!, request.url!.replace(/\?.*/, '')) : undefined;
        const status = example?.status === 204 ? 204 : reply.status;
        response.writeHead(status, { 'content-type': text ? 'text/html' : 'application/json', ...reply.headers });
        if (text || reply.body === undefined || status === 204) response.end(text ? reply.body : undefined);
        else response.end(JSON.stringify({ ...(example?.body as object | undefined), ...(reply.body as object) }));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
