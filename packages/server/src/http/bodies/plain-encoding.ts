import type { IncomingHttpHeaders } from 'node:http';
import { ServerError } from '../../domain/errors.js';

/** Refuses a body that is compressed: its size says nothing of what it would become, and pictures gain nothing.
 * @throws ServerError UNSUPPORTED_MEDIA_TYPE. */
export function requirePlainEncoding(headers: IncomingHttpHeaders): void {
  const encoding = headers['content-encoding']?.trim() ?? '';
  if (encoding !== '' && encoding.toLowerCase() !== 'identity')
    throw new ServerError(
      'UNSUPPORTED_MEDIA_TYPE',
      `the body is said to be encoded as '${encoding.slice(0, 40)}'; send it as it is, without Content-Encoding`,
    );
}
