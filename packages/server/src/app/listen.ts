import { once } from 'node:events';
import type { Server } from 'node:http';
import { ServerError } from '../domain/errors.js';

/** Where to listen. */
export interface ListenOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** The flag that sets the port. */
  readonly flag: string;
}

/** Begins to listen. @returns the address. @throws ServerError BAD_CONFIG where that cannot be, with what to do. */
export async function listen(server: Server, { host, port, flag }: ListenOptions): Promise<string> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const reason =
      code === 'EADDRINUSE' ? `port ${port} is in use; choose another with ${flag}, or ${flag} 0 for any free one` : String(code);
    throw new ServerError('BAD_CONFIG', `cannot listen on ${host}:${port}: ${reason}`, { cause });
  }
  return addressOf(server);
}

function addressOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`;
}
