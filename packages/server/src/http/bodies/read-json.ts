import type { IncomingHttpHeaders } from 'node:http';
import type { RequestHandler } from 'express';
import { ServerError } from '../../domain/errors.js';
import { clientAddress } from '../client-address.js';
import type { HttpLimits } from '../http-settings.js';
import { requireBoundedJson, type JsonBounds } from './json-bounds.js';
import { requirePlainEncoding } from './plain-encoding.js';
import { readBody } from './read-body.js';
import { leastRateOf, type UploadAccount } from './upload-account.js';

/** Reads a JSON body into `request.body`, in UTF-8 and not compressed. Bodies of other types are left alone.
 * @param limits `jsonBytes` and how rich it may be. */
export function readJson(limits: JsonBounds & Pick<HttpLimits, 'jsonBytes' | 'uploadMinRate'>, account: UploadAccount): RequestHandler {
  const limit = limits.jsonBytes;
  return async (request, response, next) => {
    if (!isJson(request.headers)) {
      next();
      return;
    }
    requirePlainEncoding(request.headers);
    requireUtf8(request.headers);
    const tooLarge = `the JSON body is larger than the ${limit} bytes allowed`;
    if (Number(request.headers['content-length'] ?? 0) > limit) throw new ServerError('PAYLOAD_TOO_LARGE', tooLarge);
    const claim = account.open(response, clientAddress(request));
    const body = await readBody(request, { limit, claim, tooLarge, leastRate: leastRateOf(limits, account) });
    const json = parseJson(body, limits);
    request.body = json;
    next();
  };
}

/** Whether a body is said to be JSON. */
export function isJson(headers: IncomingHttpHeaders): boolean {
  return (headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase() === 'application/json';
}

/** Refuses JSON that is said to be in another encoding. @throws ServerError UNSUPPORTED_MEDIA_TYPE. */
export function requireUtf8(headers: IncomingHttpHeaders): void {
  const [, ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(';');
  const charset =
    parameters.map((text) => /^\s*charset\s*=\s*"?([^"]*?)"?\s*$/.exec(text)?.[1]).find((found) => found !== undefined) ?? 'utf-8';
  if (!/^(utf-?8|us-ascii)$/.test(charset))
    throw new ServerError('UNSUPPORTED_MEDIA_TYPE', `the JSON body is in '${charset.slice(0, 40)}'; send it as UTF-8`);
}

/** @throws ServerError BAD_REQUEST for what is no JSON, or is richer than allowed. */
export function parseJson(body: Buffer, bounds: JsonBounds): unknown {
  const json = parse(body.toString('utf8'));
  requireBoundedJson(json, bounds);
  return json;
}

function parse(text: string): unknown {
  // Nothing is the empty object, which then lacks what is required.
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ServerError('BAD_REQUEST', `the body cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
