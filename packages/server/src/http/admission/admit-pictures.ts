import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Request, RequestHandler, Response } from 'express';
import { ServerError } from '../../domain/errors.js';
import type { Turn } from '../../domain/turn.js';
import { askingClient } from '../access/asking-client.js';
import { clientAddress } from '../client-address.js';
import { answerEarly } from '../linger.js';
import { noteProblemCode } from '../problem-code.js';
import { toProblem } from '../problem.js';
import { requestIdOf } from '../request-id.js';
import { createPacer } from './pacer.js';
import { createPicturePlaces, type PicturePlace } from './picture-places.js';
import { placesInTime } from './places-in-time.js';
import { createServiceRate } from './service-rate.js';

/** How many pictures, and how long. */
export interface AdmissionLimits {
  /** Pictures that may be under way at the same time, all requests together. */
  readonly pictures: number;
  /** As many of them as are done in this time at the rate of the moment, milliseconds: more would wait for longer. */
  readonly queueMs: number;
  /** Of one request; so many may be under way however slowly they are done. */
  readonly picturesPerRequest: number;
  /** How long the work on those of one request may take, from when its body is there, milliseconds. */
  readonly pictureMs: number;
}

/** Whose turn the work on the pictures of a request takes, and the signal that ends it. */
export interface RequestTurn extends Turn {
  readonly client: string;
  readonly signal: AbortSignal;
}

interface Admission {
  readonly begin: (pictures: number) => RequestTurn;
}

/** A body that takes longer gives its place back until it is there, so that slow senders keep nobody out. */
const SLOW_BODY_MS = 2000;

/** Clients that ask again at once when they are refused do that as fast as they are answered, and the pictures of the others stand still. */
const REFUSALS = { perSecond: 100, atOnce: 50, longestMs: 1000 };

/** A connection is worth reading over so much. */
const READ_OVER_BYTES = 1024 * 1024;

/** So many may be under way however slowly they are done: the encoder's next batches, and the pictures of a class, which take seconds. */
const FEWEST = 64;

const admissions = new WeakMap<Request, Admission>();

/** Pictures that a request may have, as far as its head tells: one, or none. */
export function onePicture({ headers }: Pick<Request, 'headers'>): number {
  return /^\s*(image\/|multipart\/form-data)/i.test(headers['content-type'] ?? '') ? 1 : 0;
}

/** Makes handlers that refuse pictures, before anything of them is read, when as many as allowed are under way: what is refused costs next to nothing. All of them
 * share the places. Requests without a picture pass.
 * @param cutOff aborts when what is under way has to be answered at once, because the server ends.
 * @returns a handler for requests of so many pictures, as `most` tells from their head alone: what they turn out not to have is given back by `beginWork`. */
export function createAdmission(
  { pictures, queueMs, picturesPerRequest, pictureMs }: AdmissionLimits,
  cutOff: AbortSignal,
): (most: (request: Request) => number) => RequestHandler {
  const rate = createServiceRate();
  const bounds = { most: pictures, fewest: Math.max(FEWEST, picturesPerRequest), queueMs };
  const places = createPicturePlaces(
    () => placesInTime(bounds, rate),
    (taken) => rate.underWay(taken),
  );
  const refusals = createPacer(REFUSALS);
  const works = new Set<AbortController>();
  const busy = (): ServerError =>
    new ServerError('TOO_BUSY', `${places.taken} pictures are under way already; try again in a second`, { retryAfterSeconds: 1 });
  cutOff.addEventListener('abort', () => {
    for (const work of works) work.abort(new ServerError('NOT_READY', 'the server is stopping; try again', { retryAfterSeconds: 2 }));
  });

  return (most) => async (request, response, next) => {
    const asked = most(request);
    if (asked === 0) {
      next();
      return;
    }
    const client = clientAddress(request);
    const asker = askingClient(request, response);
    let place: PicturePlace | undefined = places.take(client, asked);
    if (!place) {
      const ms = refusals.delay();
      if (ms > 0) await sleep(ms);
      refuse(request, response, busy());
      return;
    }
    const work = new AbortController();
    // Every picture of the request listens to it.
    setMaxListeners(0, work.signal);
    let late: NodeJS.Timeout | undefined;
    const slow = setTimeout(() => {
      place?.release();
      place = undefined;
    }, SLOW_BODY_MS);
    response.once('close', () => {
      clearTimeout(slow);
      clearTimeout(late);
      works.delete(work);
      if (place && response.writableFinished) rate.done(place.count);
      place?.release();
      if (!response.writableFinished) work.abort(new ServerError('BAD_REQUEST', 'the connection closed before the request was answered'));
    });
    admissions.set(request, {
      begin: (count) => {
        clearTimeout(slow);
        if (place && place.count < count) {
          place.release();
          place = undefined;
        }
        place ??= places.take(client, count);
        if (!place) throw busy();
        place.keep(count);
        works.add(work);
        late = setTimeout(() => {
          const detail = `the ${count === 1 ? 'picture was' : `${count} pictures were`} not done within ${pictureMs / 1000} s; try again later`;
          work.abort(new ServerError('TOO_BUSY', detail, { retryAfterSeconds: 5 }));
        }, pictureMs);
        return { client: asker, signal: work.signal };
      },
    });
    next();
  };
}

/** Answers without what other errors cost: no line of its own in the log, and no new connection where what is left of the body is soon read over. */
function refuse(request: Request, response: Response, error: ServerError): void {
  const problem = toProblem(error, requestIdOf(request));
  noteProblemCode(response, problem.code);
  response.set('Retry-After', String(error.retryAfterSeconds)).status(problem.status).type('application/problem+json');
  const body = JSON.stringify(problem);
  const announced = Number(request.headers['content-length'] ?? Infinity);
  if (announced <= READ_OVER_BYTES) response.end(body);
  else answerEarly(request, response, body);
}

/** The body of a request is there and the work on its pictures begins.
 * @param pictures how many it has; places that were taken beyond them are given back.
 * @returns whose turn it is, with a signal that aborts when the client leaves, the work takes too long, or the server ends; undefined for requests that need no place.
 * @throws ServerError TOO_BUSY for a body that came so slowly that its place is taken. */
export function beginWork(request: Request, pictures = 1): RequestTurn | undefined {
  return admissions.get(request)?.begin(pictures);
}
