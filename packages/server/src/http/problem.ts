import { CoreError } from '@supcon/core/errors';
import { error as validatorErrors } from 'express-openapi-validator';
import { HTTP_ERROR_CODES, ServerError, type HttpErrorCode } from '../domain/errors.js';
import { ITEM_ID, ITEM_ID_WORDS } from '../domain/input-rules.js';
import { hideKeys } from './hide-secrets.js';
import type { components } from '@supcon/sdk/schema';

/** The body of every error, RFC 9457. */
export type Problem = components['schemas']['Problem'];

/** The HTTP status of every code. */
export const HTTP_STATUS: Readonly<Record<HttpErrorCode, number>> = {
  BAD_REQUEST: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  TRAINING_OFF: 403,
  FORBIDDEN_ORIGIN: 403,
  NOT_FOUND: 404,
  COLLECTION_NOT_FOUND: 404,
  ITEM_NOT_FOUND: 404,
  RUN_NOT_FOUND: 404,
  DATA_NOT_FOUND: 404,
  JOB_NOT_FOUND: 404,
  PURGE_NOT_FOUND: 404,
  MODEL_NOT_FOUND: 404,
  KEY_NOT_FOUND: 404,
  CLASS_NOT_FOUND: 404,
  FEEDBACK_NOT_FOUND: 404,
  EXAMPLE_NOT_FOUND: 404,
  PROJECTION_NOT_FOUND: 404,
  DUPLICATES_NOT_FOUND: 404,
  PREDICTIONS_NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  TOO_SLOW: 408,
  REQUEST_UNDER_WAY: 409,
  ITEM_CONFLICT: 409,
  UNEXPECTED_COUNT: 409,
  COLLECTION_CONFLICT: 409,
  MODEL_MISMATCH: 409,
  MODEL_UNUSABLE: 409,
  MODEL_IN_USE: 409,
  RUN_CONFLICT: 409,
  DATA_CONFLICT: 409,
  KEY_CONFLICT: 409,
  CLASS_CONFLICT: 409,
  FIXED_CLASSES: 409,
  TOO_MANY_COLLECTIONS: 409,
  FEEDBACK_FULL: 409,
  ITEM_CHANGED: 412,
  PAYLOAD_TOO_LARGE: 413,
  IMAGE_TOO_LARGE: 413,
  METADATA_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  KEY_REUSED: 422,
  BAD_IMAGE: 422,
  BAD_ARCHIVE: 422,
  BAD_VECTOR: 422,
  TOO_MANY_REQUESTS: 429,
  INTERNAL: 500,
  TRAINING_UNAVAILABLE: 501,
  TOO_BUSY: 503,
  NOT_READY: 503,
  NO_MODEL: 503,
  MODEL_MEMORY_FULL: 507,
  STORAGE_FULL: 507,
};

/** Makes of any error what the caller may know of it. A fault of ours becomes INTERNAL without its message, which may tell about the machine:
 * the log has it under the request id. @param address of the request, as it was sent. */
export function toServerError(error: unknown, address: string): ServerError {
  if (error instanceof ServerError) {
    // INTERNAL comes from threads too, with whatever message the fault had there.
    if (error.code in HTTP_ERROR_CODES && error.code !== 'INTERNAL') return error;
  } else if (error instanceof CoreError) {
    if (error.code === 'BAD_IMAGE' || error.code === 'IMAGE_TOO_LARGE') return new ServerError(error.code, error.message, { cause: error });
  } else if (error instanceof validatorErrors.NotFound || error instanceof validatorErrors.MethodNotAllowed) {
    // Methods are looked at before (`refuseOtherMethods`): what is left is an address that is only nearly one, such as `/v1/collections/`.
    return new ServerError('NOT_FOUND', `nothing is at ${address}; /openapi.json lists the addresses`, { cause: error });
  } else if (error instanceof validatorErrors.UnsupportedMediaType) {
    const received = error.message.replace(/^unsupported media type (undefined|not_provided)$/, 'there is no Content-Type');
    return new ServerError('UNSUPPORTED_MEDIA_TYPE', `${received}; ${takenAt(address)}`, {
      cause: error,
    });
  } else if (error instanceof validatorErrors.BadRequest) {
    return new ServerError('BAD_REQUEST', describeMisfits(error), { cause: error });
  } else if (error instanceof URIError) {
    return new ServerError('BAD_REQUEST', 'the address holds a % that is not followed by two hexadecimal digits', { cause: error });
  }
  return new ServerError('INTERNAL', 'something went wrong in the server; its log has more under the request id', { cause: error });
}

/** What to send to an address instead. */
function takenAt(address: string): string {
  const path = address.split('?', 1)[0]!;
  if (path.endsWith('/models')) return 'send application/x-tar';
  if (/\/data\/[^/]*$/.test(path)) return 'send application/zip';
  if (path.endsWith('/import'))
    return 'send application/x-ndjson, a line of JSON for each item, or multipart/form-data with such lines as items and a .npy as vectors';
  if (path.endsWith('/search/batch')) return 'send application/json';
  if (/\/(batch|classes)$/.test(path)) return 'send multipart/form-data with parts named image, or application/json';
  if (
    /\/(reembed|projection|predictions|copy|duplicates|rotate|keys|runs|delete-items|(?:collection-)?aliases\/[^/]*|items\/[^/]*)$/.test(
      path,
    )
  )
    return 'send application/json';
  return 'send image/jpeg, image/png, another image/* or multipart/form-data';
}

/** Characters of what is said of an error: what was received may be in it, an address of 16 KB for one. */
const LONGEST_DETAIL = 2000;

/** An error as the body of an answer. @param requestId as in the log. */
export function toProblem(error: ServerError, requestId: string): Problem {
  const code = error.code as HttpErrorCode;
  return {
    type: `urn:supcon:error:${code}`,
    title: HTTP_ERROR_CODES[code],
    status: HTTP_STATUS[code],
    detail: hideKeys(error.message.length > LONGEST_DETAIL ? `${error.message.slice(0, LONGEST_DETAIL)}...` : error.message),
    code,
    requestId,
  };
}

/** A body of a thousand wrong values is not answered by a thousand sentences. */
const MOST_MISFITS = 10;

/** Characters of one sentence: a name or value of the request's own may be in it. */
const LONGEST_MISFIT = 300;

function describeMisfits({ errors, message: otherwise }: InstanceType<typeof validatorErrors.BadRequest>): string {
  const misfits = new Set<string>();
  for (const { path, message } of errors) {
    const misfit = `${path.replace(/^\//, '').replaceAll('/', '.')}: ${inWords(message)}`;
    misfits.add(misfit.length > LONGEST_MISFIT ? `${misfit.slice(0, LONGEST_MISFIT)}...` : misfit);
    if (misfits.size > MOST_MISFITS) break;
  }
  if (misfits.size === 0) return otherwise.slice(0, LONGEST_MISFIT);
  return [...misfits].slice(0, MOST_MISFITS).join('; ') + (misfits.size > MOST_MISFITS ? '; and more' : '');
}

/** What the check says, without what only a program reads. */
function inWords(message: string): string {
  return message
    .replace('exactly one schema in oneOf', 'exactly one of the alternatives in /openapi.json')
    .replace(`match pattern "${ITEM_ID.source}"`, `be ${ITEM_ID_WORDS}`);
}
