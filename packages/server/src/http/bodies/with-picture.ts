import type { Request } from 'express';
import { ServerError } from '../../domain/errors.js';
import type { RequestTurn } from '../admission/admit-pictures.js';
import type { PictureForm } from './parse-form.js';
import { withUpload } from './read-upload.js';

/** Works with the picture that a request carries. @throws ServerError UNSUPPORTED_MEDIA_TYPE if its body is something else. */
export function withPicture<T>(request: Request, work: (form: PictureForm, turn: RequestTurn | undefined) => Promise<T>): Promise<T> {
  return withUpload(request, (form, turn) => {
    if (!form)
      throw new ServerError(
        'UNSUPPORTED_MEDIA_TYPE',
        `a picture is needed as image/* or multipart/form-data, got ${request.headers['content-type'] ?? 'no Content-Type'}`,
      );
    return work(form, turn);
  });
}
