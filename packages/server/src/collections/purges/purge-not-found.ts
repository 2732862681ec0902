import { ServerError } from '../../domain/errors.js';

/** That there is no purge of an id, or none that the caller may see. */
export function purgeNotFound(id: string): ServerError {
  return new ServerError('PURGE_NOT_FOUND', `there is no purge '${id}'; GET /v1/purges lists them`);
}
