import { connect, type Socket } from 'node:net';

/** What came back over a socket. */
export interface RawAnswer {
  /** 0 where none came. */
  readonly status: number;
  /** The lines of the head, in lower case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Resolves when a piece is on its way, or the connection is broken. */
export function write(socket: Socket, piece: string | Uint8Array): Promise<void> {
  return new Promise((resolve) => (socket.destroyed ? resolve() : socket.write(piece, () => resolve())));
}

/** Writes bytes to a server as they are, which no HTTP client would, and reads until the server closes.
 * @param pieces written one after the other; `Connection: close` should be among the headers.
 * @param options.leave closes the socket, without reading an answer, once everything is written. */
export async function sendRaw(
  url: string,
  pieces: Iterable<string | Uint8Array>,
  { leave = false }: { leave?: boolean } = {},
): Promise<RawAnswer> {
  const socket = connect(Number(new URL(url).port), new URL(url).hostname);
  let text = '';
  socket.on('data', (data) => (text += data.toString('latin1'))).on('error', () => undefined);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  for (const piece of pieces) await write(socket, piece);
  if (leave) socket.end(() => socket.destroy());
  await closed;
  const [head = '', body = ''] = text.split(/\r\n\r\n(.*)/s);
  const [line = '', ...lines] = head.split('\r\n');
  const headers = Object.fromEntries(
    lines.map((entry) => [entry.split(':', 1)[0]!.toLowerCase(), entry.slice(entry.indexOf(':') + 1).trim()]),
  );
  return { status: Number(line.split(' ')[1] ?? 0), headers, body };
}

/** A request as it goes over the wire, with `Connection: close`. @param length announced; the body's by itself. */
export function wire(
  method: string,
  address: string,
  { headers = {}, body = '', length }: { headers?: Readonly<Record<string, string>>; body?: string | Uint8Array; length?: number } = {},
): (string | Uint8Array)[] {
  const announced = length ?? Buffer.byteLength(body);
  const lines = Object.entries({
    host: '127.0.0.1',
    connection: 'close',
    ...(announced > 0 ? { 'content-length': String(announced) } : {}),
    ...headers,
  });
  return [`${method} ${address} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`, body];
}
