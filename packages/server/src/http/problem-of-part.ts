import type { Request } from 'express';
import type {} from 'pino-http';
import type { components } from '@supcon/sdk/schema';
import type { HttpErrorCode } from '../domain/errors.js';
import { toServerError } from './problem.js';

/** Why one of several things that a request asks for has no answer, as the API shows it; the cause of a fault of ours is in the log. */
export function problemOf(request: Request, reason: unknown): components['schemas']['PictureProblem'] {
  const { code, message } = toServerError(reason, request.path);
  if (code === 'INTERNAL') request.log.error({ err: reason }, 'a part of the request failed');
  return { problem: { code: code as HttpErrorCode, message } };
}
