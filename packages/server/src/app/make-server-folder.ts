import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { explainUnwritableHome } from '@supcon/core/files';
import { ServerError } from '../domain/errors.js';

/** Makes the folder of a home in which the server keeps what people put in, where it is missing.
 * @returns its path. @throws ServerError BAD_CONFIG for a home that cannot be written. */
export async function makeServerFolder(home: string): Promise<string> {
  const folder = path.join(home, 'server');
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
    return folder;
  } catch (cause) {
    const why = explainUnwritableHome(path.resolve(home), cause, folder);
    throw why === undefined ? cause : new ServerError('BAD_CONFIG', why, { cause });
  }
}
