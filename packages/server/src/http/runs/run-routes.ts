import type { Response, Router } from 'express';
import type { components } from '@supcon/sdk/schema';
import { ServerError } from '../../domain/errors.js';
import type { RunService } from '../../runs/runs.js';
import type { HttpLimits } from '../http-settings.js';
import { queryNumber } from '../query.js';
import { strictRouter } from '../strict-router.js';

/** Comments keep proxies from closing a stream that has nothing to say. */
const HEARTBEAT_MS = 15_000;

/** @param closing aborts when the server shuts down: open streams end then. */
export function runRoutes(runs: RunService, limits: HttpLimits, closing: AbortSignal): Router {
  const router = strictRouter();
  let streams = 0;
  router.get('/runs', async (_request, response) => {
    response.json({ runs: [...(await runs.list())] } satisfies components['schemas']['RunList']);
  });
  router.get('/runs/:id', async (request, response) => {
    response.json(await runs.get(request.params.id));
  });
  router.get('/runs/:id/metrics', async (request, response) => {
    response.json(await runs.metrics(request.params.id, queryNumber(request, 'offset', 0)));
  });
  router.get('/runs/:id/events', async (request, response) => {
    const { id } = request.params;
    const last = request.get('last-event-id');
    const offset = last === undefined || last === '' ? queryNumber(request, 'offset', 0) : Number(last);
    if (await runs.endedAt(id, offset)) {
      response.status(204).end();
      return;
    }
    if (streams >= limits.eventStreams)
      throw new ServerError('TOO_BUSY', `${limits.eventStreams} event streams are open already; close one or ask for the metrics instead`, {
        retryAfterSeconds: 5,
      });
    streams++;
    const gone = new AbortController();
    response.once('close', () => {
      streams--;
      gone.abort();
    });
    await stream(runs, id, offset, response, AbortSignal.any([gone.signal, closing]));
  });
  return router;
}

async function stream(runs: RunService, id: string, offset: number, response: Response, signal: AbortSignal): Promise<void> {
  response.set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-cache, no-transform',
    'X-Accel-Buffering': 'no',
  });
  response.write(': the events of a training\nretry: 2000\n\n');
  const heartbeat = setInterval(() => response.write(':\n\n'), HEARTBEAT_MS);
  try {
    for await (const { json, nextOffset } of runs.follow(id, offset, signal)) {
      const flowing = response.write(`id: ${nextOffset}\ndata: ${json}\n\n`);
      if (!flowing) await drained(response, signal);
    }
    if (!signal.aborted) response.write('event: end\ndata: {}\n\n');
  } finally {
    clearInterval(heartbeat);
  }
  response.end();
}

/** A reader that is slower than the log is waited for, not buffered for. */
async function drained(response: Response, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    response.once('drain', resolve);
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
