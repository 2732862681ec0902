import { BLOB_ENDINGS, type BlobContentType } from './blob-store.js';
import { ServerError } from './errors.js';

const NAME = /^[a-z0-9][a-z0-9._-]*(\/[a-z0-9][a-z0-9._-]*)*$/;

/** S3 takes 1,024 bytes. */
const MAX_LENGTH = 512;

/** Whether a blob can have this name: lower-case words with `/` between, at most 512 characters. It carries no ending of a picture: the content type
 * says what a blob is, and a folder keeps that as the file's ending. */
export function isBlobName(name: string): boolean {
  return name.length <= MAX_LENGTH && NAME.test(name) && endingOf(name) === undefined;
}

/** Returns a name that a blob can have. @throws ServerError INTERNAL. */
export function requireBlobName(name: string): string {
  if (isBlobName(name)) return name;
  const ending = endingOf(name);
  throw new ServerError(
    'INTERNAL',
    ending === undefined
      ? `blob store: '${name.slice(0, 100)}' is not a name of lower-case words with / between, at most ${MAX_LENGTH} characters`
      : `blob store: '${name.slice(0, 100)}' ends with ${ending}; leave that to the content type it is put with`,
  );
}

/** Returns a content type that blobs are kept under. @throws ServerError INTERNAL for any other. */
export function requireBlobContentType(contentType: string): BlobContentType {
  if (!Object.hasOwn(BLOB_ENDINGS, contentType))
    throw new ServerError(
      'INTERNAL',
      `blob store: content type '${contentType}' is not kept here, only ${Object.keys(BLOB_ENDINGS).join(', ')}`,
    );
  return contentType as BlobContentType;
}

function endingOf(name: string): string | undefined {
  return Object.values(BLOB_ENDINGS).find((ending) => ending !== '' && name.endsWith(ending));
}
