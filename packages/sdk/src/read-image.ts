import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';

/** A picture from disk, for any method of the client that takes one. Node only: import it from `@supcon/sdk/node`.
 * @param path of the file, or a `file:` URL.
 * @throws what `fs.readFile` throws, for example ENOENT. */
export async function readImage(path: string | URL): Promise<File> {
  return new File([await readFile(path)], basename(path instanceof URL ? path.pathname : path));
}
