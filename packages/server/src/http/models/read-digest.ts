import type { IncomingHttpHeaders } from 'node:http';
import { ServerError } from '../../domain/errors.js';

/** What a body's sha256 is to be, by `Content-Digest` (RFC 9530: `sha-256=:BASE64:`) or `Digest` (RFC 3230: `sha-256=BASE64`).
 * @returns hex; undefined where neither is there. @throws ServerError BAD_REQUEST for one that cannot be checked: whoever sends it relies on it. */
export function readDigest(headers: IncomingHttpHeaders): string | undefined {
  const given = headers['content-digest'] ?? headers['digest'];
  if (given === undefined) return undefined;
  const text = String(given);
  const encoded = /(?:^|,)\s*sha-256=:?([A-Za-z0-9+/]{43}=):?\s*(?:,|$)/i.exec(text)?.[1];
  if (encoded === undefined)
    throw new ServerError(
      'BAD_REQUEST',
      `the digest '${text.slice(0, 100)}' cannot be checked; send Content-Digest: sha-256=:BASE64:, or none`,
    );
  return Buffer.from(encoded, 'base64').toString('hex');
}
