import type { RequestHandler } from 'express';

/** Reduces Content-Type to what the API description tells apart. The validator keeps a compiled schema for every value that it has met, parameters
 * included, so without this anyone could fill the memory by making values up. A type that no address takes is left as it is: it is refused before
 * anything is compiled for it. */
export function reduceContentType(method: string, contentType: string | undefined): string | undefined {
  // Requests of other methods have no bodies here.
  if (!['POST', 'PUT', 'PATCH'].includes(method) || contentType === undefined) return undefined;
  const type = contentType.split(';', 1)[0]!.trim().toLowerCase();
  if (type.startsWith('image/')) return 'image/*';
  return ['multipart/form-data', 'application/json', 'application/x-ndjson', 'application/x-tar', 'application/zip'].includes(type)
    ? type
    : contentType;
}

/** Comes after the body was read and before the validator. */
export const plainContentType: RequestHandler = ({ method, headers }, _response, next) => {
  const reduced = reduceContentType(method, headers['content-type']);
  if (reduced === undefined) delete headers['content-type'];
  else headers['content-type'] = reduced;
  next();
};
