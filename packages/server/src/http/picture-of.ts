import type { Request } from 'express';
import { ServerError } from '../domain/errors.js';
import { uploadOf } from './read-upload.js';

/** The picture a request carries. @throws ServerError UNSUPPORTED_MEDIA_TYPE if its body is something else. */
export function pictureOf(request: Request): Uint8Array {
  const upload = uploadOf(request);
  if (!upload)
    throw new ServerError(
      'UNSUPPORTED_MEDIA_TYPE',
      `a picture is needed as image/* or multipart/form-data, got ${request.headers['content-type'] ?? 'no Content-Type'}`,
    );
  return upload.image;
}
