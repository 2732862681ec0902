import type { Response, Router } from 'express';
import type { components } from '@supcon/sdk/schema';
import { holdsRole } from '../../access/principal.js';
import { ServerError } from '../../domain/errors.js';
import { withoutPathsWithin } from '../../runs/paths-within.js';
import type { RunCurves, RunService } from '../../runs/runs.js';
import { withoutPaths } from '../../runs/without-paths.js';
import { describeIssues } from './describe-issues.js';
import { principalOf } from '../access/principal-of.js';
import type { HttpLimits } from '../http-settings.js';
import { queryNumber, queryText, queryTexts } from '../query.js';
import { strictRouter } from '../strict-router.js';

/** Comments keep proxies from closing a stream that has nothing to say. */
const HEARTBEAT_MS = 15_000;

/** @param closing aborts when the server shuts down: open streams end then. */
export function runRoutes(runs: RunService, limits: HttpLimits, closing: AbortSignal): Router {
  const router = strictRouter();
  let streams = 0;
  const configOf = async (id: string): Promise<unknown> => (await runs.get(id)).config;
  router.get('/runs', async (_request, response) => {
    const shown = await shownTo(response);
    response.json({ runs: (await runs.list()).map(shown) } satisfies components['schemas']['RunList']);
  });
  router.get('/curves', async (request, response) => {
    const query = {
      runs: queryTexts(request, 'run'),
      names: queryTexts(request, 'name'),
      points: queryNumber(request, 'points', 500),
    };
    response.json({ runs: (await runs.curves(query)).map(describeCurves) } satisfies components['schemas']['CurveList']);
  });
  router.get('/runs/:id', async (request, response) => {
    const { config, ...run } = await runs.get(request.params.id);
    const shown = await shownTo(response, () => Promise.resolve(config));
    response.json({ ...shown(run), config: isAdmin(response) ? config : withoutPaths(config) });
  });
  router.get('/runs/:id/metrics', async (request, response) => {
    const { id } = request.params;
    const { events, nextOffset } = await runs.metrics(id, queryNumber(request, 'offset', 0));
    const shown = await shownTo(response, () => configOf(id));
    response.json({ events: events.map(shown), nextOffset });
  });
  router.get('/runs/:id/label-issues', async (request, response) => {
    const query = { after: queryText(request, 'after'), limit: queryNumber(request, 'limit', 100) };
    const page = await runs.labelIssues(request.params.id, query);
    response.json(describeIssues(page, isAdmin(response)));
  });
  router.get('/runs/:id/log', async (request, response) => {
    const { id } = request.params;
    const { lines, ...rest } = await runs.transcript(id, queryNumber(request, 'lines', 200));
    const shown = await shownTo(response, () => configOf(id));
    response.json({ ...rest, lines: lines.map((line) => ({ ...shown(line) })) } satisfies components['schemas']['RunLog']);
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
    const shown = await shownTo(response, () => configOf(id));
    streams++;
    const gone = new AbortController();
    response.once('close', () => {
      streams--;
      gone.abort();
    });
    const signal = AbortSignal.any([gone.signal, closing]);
    await stream({ events: runs.follow(id, offset, signal), shown, response, signal });
  });
  return router;
}

function describeCurves({ curves, ...run }: RunCurves): components['schemas']['RunCurves'] {
  return {
    ...run,
    curves: curves.map((curve) => ({ ...curve, epochs: [...curve.epochs], seconds: [...curve.seconds], values: [...curve.values] })),
  };
}

/** What a run is shown as: whoever is no admin sees where files lie on the machine by their last names alone. @param config asked for where there is something to hide. */
async function shownTo(response: Response, config: () => Promise<unknown> = () => Promise.resolve(undefined)): Promise<<T>(value: T) => T> {
  if (isAdmin(response)) return (value) => value;
  const known = await config();
  return (value) => withoutPathsWithin(value, known);
}

function isAdmin(response: Response): boolean {
  return holdsRole(principalOf(response), 'admin');
}

interface EventStream {
  readonly events: ReturnType<RunService['follow']>;
  readonly shown: <T>(value: T) => T;
  readonly response: Response;
  readonly signal: AbortSignal;
}

async function stream({ events, shown, response, signal }: EventStream): Promise<void> {
  response.set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-cache, no-transform',
    'X-Accel-Buffering': 'no',
  });
  response.write(': the events of a training\nretry: 2000\n\n');
  // To a reader that is behind there is enough to say.
  const heartbeat = setInterval(() => response.writableNeedDrain || response.write(':\n\n'), HEARTBEAT_MS);
  try {
    for await (const { event, nextOffset } of events) {
      const flowing = response.write(`id: ${nextOffset}\ndata: ${JSON.stringify(shown(event))}\n\n`);
      if (!flowing) await drained(response, signal);
      if (signal.aborted) break;
    }
  } finally {
    clearInterval(heartbeat);
  }
  // What a reader that is behind has not taken by now would hold up the end of the server.
  if (signal.aborted && response.writableNeedDrain) response.destroy();
  else response.end(signal.aborted ? undefined : 'event: end\ndata: {}\n\n');
}

/** A reader that is slower than the log is waited for, not buffered for; one that has left is not. */
async function drained(response: Response, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const settle = (): void => {
      response.off('drain', settle);
      signal.removeEventListener('abort', settle);
      resolve();
    };
    response.once('drain', settle);
    signal.addEventListener('abort', settle, { once: true });
  });
}
