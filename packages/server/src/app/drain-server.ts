import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';

/** How a server comes to its end without a request that fails. */
export interface Drain {
  /** Answers what is under way and what still comes in on open connections, each with `Connection: close`; takes no new connections after a moment, and
   * resolves when the last one is closed.
   * @param limits.limitMs how long answers may take from now on. @param limits.onLimit is called then: whatever still waits is to be answered at once; what is
   * open a moment later is cut off. */
  finish(limits: { readonly limitMs: number; readonly onLimit: () => void }): Promise<void>;
}

/** How long connections that have nothing under way are kept, milliseconds: a client that did not know of the end has sent its next request by then. */
const GRACE_MS = 250;
/** Where requests still come in, they are kept for longer, but no longer than this, milliseconds: busy clients are slow. */
const LONGEST_GRACE_MS = 2500;
/** What is answered at the limit has this long to leave, milliseconds. */
const LAST_ANSWERS_MS = 1000;
/** The queue of connections that the system has made and nobody has taken is emptied for at most this long, milliseconds. */
const ACCEPT_MS = 1000;

/** Follows the answers of a server from its beginning, so that it can be drained at its end. */
export function createDrain(server: Server): Drain {
  const open = new Map<ServerResponse, IncomingMessage>();
  const sockets = new Set<Socket>();
  let draining = false;
  let taken = 0;
  let requests = 0;
  // Says so in the headers where they have not been sent yet; a client that reuses connections takes another one then.
  const endConnection = (request: IncomingMessage, response: ServerResponse): void => {
    const { socket } = request;
    if (response.headersSent) response.once('finish', () => socket.end());
    else response.shouldKeepAlive = false;
  };
  server.on('connection', (socket: Socket) => {
    taken++;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.prependListener('request', (request, response) => {
    requests++;
    open.set(response, request);
    response.once('close', () => open.delete(response));
    if (draining) endConnection(request, response);
  });

  /** Waits until no request has come for a while. */
  const untilQuiet = async (limitMs: number): Promise<void> => {
    const end = performance.now() + Math.min(LONGEST_GRACE_MS, limitMs);
    for (let before = -1; before !== requests && performance.now() < end;) {
      before = requests;
      await sleep(Math.min(GRACE_MS, end - performance.now()));
    }
  };

  /** Closing a listener resets connections that the system has made and that nobody has taken yet: one is taken each turn of the event loop. */
  const takeWaiting = async (): Promise<void> => {
    const end = performance.now() + ACCEPT_MS;
    for (let before = -1; before !== taken && performance.now() < end;) {
      before = taken;
      for (let turns = 0; turns < 3; turns++) await turn();
    }
  };

  return {
    finish: async ({ limitMs, onLimit }) => {
      draining = true;
      for (const [response, request] of open) endConnection(request, response);
      const limit = setTimeout(() => {
        onLimit();
        cut = setTimeout(() => server.closeAllConnections(), LAST_ANSWERS_MS);
      }, limitMs);
      let cut: NodeJS.Timeout | undefined;
      await untilQuiet(limitMs);
      await takeWaiting();
      // Closes those that are idle too.
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // To the server connections that were made ahead of need are not idle; those that were taken just now are to be used.
      const silent = setTimeout(() => {
        for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
      }, GRACE_MS);
      await closed;
      clearTimeout(silent);
      clearTimeout(limit);
      clearTimeout(cut);
    },
  };
}
