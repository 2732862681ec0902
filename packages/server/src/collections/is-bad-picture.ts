import { CoreError } from '@supcon/core/errors';

/** Whether an error is about the picture alone: another one goes on. */
export function isBadPicture(error: unknown): boolean {
  return error instanceof CoreError && (error.code === 'BAD_IMAGE' || error.code === 'IMAGE_TOO_LARGE');
}
