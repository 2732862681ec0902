import type { ErrorRequestHandler } from 'express';
import type {} from 'pino-http';
import { answerEarly } from './linger.js';
import { noteProblemCode } from './problem-code.js';
import { toProblem, toServerError } from './problem.js';
import { requestIdOf } from './request-id.js';

/** The only way out for errors: application/problem+json with a code, the cause in the log. */
export const answerErrors: ErrorRequestHandler = (error: unknown, request, response, _next) => {
  const known = toServerError(error, request.originalUrl.split('?', 1)[0]!);
  const problem = toProblem(known, requestIdOf(request));
  if (problem.code === 'INTERNAL') request.log.error({ err: error }, 'request failed');
  else request.log.info({ code: problem.code, detail: problem.detail }, 'request refused');
  noteProblemCode(response, problem.code);
  if (response.headersSent) {
    // A stream that broke: cutting it off is all that tells the other side.
    response.destroy();
    return;
  }
  if (known.retryAfterSeconds !== undefined || problem.status === 503)
    response.set('Retry-After', String(Math.ceil(known.retryAfterSeconds ?? 1)));
  const { allow } = known.details;
  if (problem.code === 'METHOD_NOT_ALLOWED' && Array.isArray(allow)) response.set('Allow', allow.join(', '));
  response.status(problem.status).type('application/problem+json');
  const body = JSON.stringify(problem);
  if (request.complete) response.send(body);
  else answerEarly(request, response, body);
};
