import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import { ANSWER_LEASE_MS, requireAnswerKey, type AnswerKey, type AnswerStore, type StoredAnswer } from '../../domain/answer-store.js';
import { ServerError } from '../../domain/errors.js';
import { principalOf } from '../access/principal-of.js';
import { fingerprintOf } from './content-of.js';

/** Where the API description says that an operation is carried out once for each `Idempotency-Key`. */
export const ONCE_FIELD = 'x-supcon-once';

/** Headers of an answer that belong to it and not to the connection. */
const KEPT_HEADERS = ['content-type', 'etag', 'location'];
/** Larger answers are not kept, bytes. */
const MOST_BYTES = 256 * 1024;
/** How long work may go on for somebody who has left, milliseconds. */
const LEFT_MS = 300_000;

/** Carries out a request with an `Idempotency-Key` once: sent again it gets the answer of the first, as long as that was a good one; what failed may be tried again under its key. Comes behind authoriseOperation.
 * @param now ISO 8601 in UTC.
 * @throws ServerError (each request) BAD_REQUEST, REQUEST_UNDER_WAY, KEY_REUSED; NOT_READY, STORAGE_FULL. */
export function answerOnce(answers: AnswerStore, now: () => string): RequestHandler {
  return async (request, response, next) => {
    const { schema = {} } = (request as { openapi?: { readonly schema?: Readonly<Record<string, unknown>> } }).openapi ?? {};
    const header = request.headers['idempotency-key'];
    if (typeof header !== 'string' || schema[ONCE_FIELD] !== true) {
      next();
      return;
    }
    const key: AnswerKey = { caller: principalOf(response).id, key: requireAnswerKey(header) };
    const holder = randomUUID();
    const claim = await answers.begin(key, fingerprintOf(request), holder, now());
    switch (claim.type) {
      case 'answered':
        response
          .status(claim.answer.status)
          .set({ ...claim.answer.headers, 'Idempotency-Replayed': 'true' })
          .send(claim.answer.body);
        return;
      case 'other':
        throw new ServerError(
          'KEY_REUSED',
          `Idempotency-Key: '${key.key.slice(0, 40)}' was sent with another request before; take a new one for each`,
        );
      case 'underWay':
        response.set('X-Should-Retry', 'true');
        throw new ServerError('REQUEST_UNDER_WAY', 'a request with this Idempotency-Key is being worked on; ask again for its answer', {
          retryAfterSeconds: 1,
        });
      case 'begun':
        keepAnswer(response, {
          extend: () => answers.extend(key, holder, now()),
          keep: (answer) => answers.keep(key, holder, answer, now()),
          release: () => answers.release(key, holder),
        });
        next();
    }
  };
}

interface Holding {
  readonly extend: () => Promise<void>;
  readonly keep: (answer: StoredAnswer) => Promise<void>;
  readonly release: () => Promise<void>;
}

/** Keeps the answer before it is sent: whoever has it can rely on getting it again. */
function keepAnswer(response: Response, { extend, keep, release }: Holding): void {
  let settled = false;
  const heartbeat = setInterval(() => void extend().catch(() => undefined), ANSWER_LEASE_MS / 3).unref();
  const settle = async (body: unknown): Promise<void> => {
    if (settled) return;
    settled = true;
    clearInterval(heartbeat);
    const answer = keptAnswer(response, body);
    // Where it cannot be kept, it can be given all the same: a second try would be carried out again.
    await (answer ? keep(answer) : release()).catch(() => undefined);
  };
  const send = response.send.bind(response);
  response.send = (body?: unknown) => {
    if (settled) return send(body);
    // Express writes the types of JSON here; it is sent once it is kept.
    void settle(body).finally(() => send(body));
    return response;
  };
  response.once('close', () => {
    if (response.writableFinished || response.statusCode >= 400) void settle(undefined);
    // The work goes on for somebody who has left, and its answer is kept for when they come back.
    else setTimeout(() => void settle(undefined), LEFT_MS).unref();
  });
}

/** @returns undefined where it is not to be kept. */
function keptAnswer(response: Response, body: unknown): StoredAnswer | undefined {
  const { statusCode: status } = response;
  if (status < 200 || status >= 300 || typeof body !== 'string' || Buffer.byteLength(body) > MOST_BYTES) return undefined;
  const headers = Object.fromEntries(
    KEPT_HEADERS.flatMap((name) => {
      const value = response.getHeader(name);
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
  return { status, headers, body };
}
