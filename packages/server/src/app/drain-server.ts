import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';

/** How a server comes to its end without a request that fails. */
export interface Drain {
  /** What answers requests: `app`, but what comes in while the listener is about to close waits until it is closed.
   *
   * Who waits for an answer opens no connection; without this, clients that were told `Connection: close` open their next one at any moment, and one that
   * the system makes between the last look at the queue and the closing is reset. */
  answerWith(app: RequestListener): RequestListener;
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
/** Before the listener closes, what comes in waits until nothing else is under way and no connection waits to be taken; for at most this long, milliseconds, where nothing of that is finished. */
const HOLD_MS = 1000;
/** Nobody has come for this long, milliseconds: a client that was answered has connected anew by then, on a busy machine too. */
const NOBODY_MS = 30;
/** A connection that was made while the server ends has this long to send its first request, milliseconds. */
const FIRST_REQUEST_MS = 2500;

/** Follows the answers of a server from its beginning, so that it can be drained at its end. */
export function createDrain(server: Server): Drain {
  const open = new Map<ServerResponse, IncomingMessage>();
  const sockets = new Set<Socket>();
  let draining = false;
  let taken = 0;
  let requests = 0;
  let finished = 0;
  /** What waits until the listener is closed; nothing waits before. */
  let held: Map<ServerResponse, () => void> | undefined;
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
    response.once('close', () => {
      finished++;
      open.delete(response);
      held?.delete(response);
    });
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

  /** Closing a listener resets connections that the system has made and that nobody has taken yet: waits until all have been taken, and until whoever may
   * open another one waits for an answer. */
  const untilNobodyComes = async (waiting: ReadonlyMap<unknown, unknown>, limitMs: number): Promise<void> => {
    const limit = performance.now() + limitMs;
    let end = 0;
    for (let before = { taken: -1, finished: -1 }; before.taken !== taken || open.size > waiting.size;) {
      if (before.finished !== finished) end = Math.min(limit, performance.now() + HOLD_MS);
      if (performance.now() >= end) return;
      before = { taken, finished };
      await sleep(NOBODY_MS);
      // One is taken each turn of the event loop.
      for (let turns = 0; turns < 3; turns++) await turn();
    }
  };

  const endSilent = (those: Iterable<Socket>): void => {
    for (const socket of those) if (socket.bytesRead === 0) socket.destroy();
  };

  return {
    answerWith: (app) => (request, response) => {
      if (held) held.set(response, () => app(request, response));
      else app(request, response);
    },
    finish: async ({ limitMs, onLimit }) => {
      draining = true;
      const early = [...sockets];
      for (const [response, request] of open) endConnection(request, response);
      const limit = setTimeout(() => {
        onLimit();
        cut = setTimeout(() => server.closeAllConnections(), LAST_ANSWERS_MS);
      }, limitMs);
      let cut: NodeJS.Timeout | undefined;
      await untilQuiet(limitMs);
      const waiting = (held = new Map<ServerResponse, () => void>());
      await untilNobodyComes(waiting, limitMs);
      // Closes those that are idle too.
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      held = undefined;
      for (const answer of waiting.values()) answer();
      // To the server connections that have sent nothing are not idle: those that were made ahead of need end soon, those that came last are to be used.
      const silent = [setTimeout(() => endSilent(early), GRACE_MS), setTimeout(() => endSilent(sockets), FIRST_REQUEST_MS)];
      await closed;
      silent.forEach(clearTimeout);
      clearTimeout(limit);
      clearTimeout(cut);
    },
  };
}
