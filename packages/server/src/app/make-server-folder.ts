import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { ServerError } from '../domain/errors.js';

const WHY: ReadonlyMap<string, string> = new Map([
  ['EROFS', 'lies on a disk that is read-only'],
  ['EACCES', 'may not be written by you'],
  ['EPERM', 'may not be written by you'],
  ['ENOTDIR', 'is a file, or lies below one'],
  ['EEXIST', 'is a file, or what the server keeps in it is one'],
]);

/** Makes the folder of a home in which the server keeps what people put in, where it is missing.
 * @returns its path. @throws ServerError BAD_CONFIG for a home that cannot be written. */
export async function makeServerFolder(home: string): Promise<string> {
  const folder = path.join(home, 'server');
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
    return folder;
  } catch (cause) {
    const code = String((cause as NodeJS.ErrnoException).code);
    const why = WHY.get(code);
    if (why === undefined) throw cause;
    throw new ServerError(
      'BAD_CONFIG',
      `the home ${home} ${why} (${code} at ${folder}); everything is kept there: give another folder with --home DIR or SUPCON_HOME`,
      { cause },
    );
  }
}
