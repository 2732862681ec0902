import { createHash } from 'node:crypto';
import type { Request } from 'express';

const contents = new WeakMap<Request, string>();

/** Notes the pictures of a request, which its described body lacks, for whoever asks later whether two requests are the same. Costs something only where a request has an `Idempotency-Key`. */
export function noteContent(request: Request, pictures: Iterable<Uint8Array>): void {
  if (request.headers['idempotency-key'] === undefined) return;
  const hash = createHash('sha256');
  for (const picture of pictures) hash.update(`${picture.byteLength}\0`).update(picture);
  contents.set(request, hash.digest('hex'));
}

/** What is asked, as a hash: operation, address, state that is expected, body and pictures. The same for a form that is sent again, whatever its boundary. */
export function fingerprintOf(request: Request): string {
  const { method, originalUrl, headers } = request;
  const said = [method, originalUrl, headers['if-match'] ?? null, request.body as unknown, contents.get(request) ?? null];
  return createHash('sha256').update(JSON.stringify(said)).digest('hex');
}
