import type { Request, RequestHandler, Response } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { ServerError } from '../../domain/errors.js';
import { clientAddress } from '../client-address.js';
import { askingClient } from './asking-client.js';
import { principalOf } from './principal-of.js';

/** Over which requests are counted, seconds. */
const WINDOW_SECONDS = 60;

/** Refuses what a key asks beyond its requests a minute, and says in each answer how many are left (draft-ietf-httpapi-ratelimit-headers-10). Where there
 * are no keys, clients are told apart by their address. Comes behind guardAccess, before anything of a body is read.
 * @param requestsPerMinute for keys that have no limit of their own; 0 for none. @returns a handler that throws ServerError TOO_MANY_REQUESTS. */
export function limitRate(requestsPerMinute: number): RequestHandler {
  /** By how many requests they allow: those of a limiter share theirs. */
  const limiters = new Map<number, RateLimiterMemory>();
  const limiterOf = (points: number): RateLimiterMemory => {
    const known = limiters.get(points) ?? new RateLimiterMemory({ points, duration: WINDOW_SECONDS });
    limiters.set(points, known);
    return known;
  };
  return async (request, response, next) => {
    const { requestsPerMinute: limit = requestsPerMinute } = principalOf(response);
    if (limit > 0) {
      const { isAllowed, left, seconds } = await take(limiterOf(limit), askingClient(request, response));
      tellRate(response, { limit, left, seconds });
      if (!isAllowed)
        throw new ServerError('TOO_MANY_REQUESTS', `more than ${limit} requests in a minute; try again in ${seconds} seconds`, {
          retryAfterSeconds: seconds,
        });
    }
    next();
  };
}

/** Counts requests without a right key by the address that they come from, so that they fill no log. Whoever has a right one is let in all the same: others
 * may share its address.
 * @param perMinute 0 for as many as come. @returns what throws ServerError TOO_MANY_REQUESTS where an address has sent too many. */
export function limitWrongKeys(perMinute: number): (request: Request) => Promise<void> {
  if (perMinute === 0) return () => Promise.resolve();
  const limiter = new RateLimiterMemory({ points: perMinute, duration: WINDOW_SECONDS });
  return async (request) => {
    const { isAllowed, seconds } = await take(limiter, clientAddress(request));
    if (!isAllowed)
      throw new ServerError(
        'TOO_MANY_REQUESTS',
        `this address has sent many requests without a key of this server; try again in ${seconds} seconds`,
        {
          retryAfterSeconds: seconds,
        },
      );
  };
}

async function take(limiter: RateLimiterMemory, who: string): Promise<{ isAllowed: boolean; left: number; seconds: number }> {
  let taken: RateLimiterRes;
  let isAllowed = true;
  try {
    taken = await limiter.consume(who);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    taken = refusal;
    isAllowed = false;
  }
  return { isAllowed, left: Math.max(0, taken.remainingPoints), seconds: Math.max(1, Math.ceil(taken.msBeforeNext / 1000)) };
}

function tellRate(response: Response, { limit, left, seconds }: { limit: number; left: number; seconds: number }): void {
  response.set({ 'RateLimit-Policy': `"minute";q=${limit};w=${WINDOW_SECONDS}`, RateLimit: `"minute";r=${left};t=${seconds}` });
}
