import { randomUUID } from 'node:crypto';
import { readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { syncFolder } from '@supcon/core/files';
import { ServerError } from '../../domain/errors.js';

/** What an artifact is called that is being deleted: nobody lists a name that begins with a dot. */
const LEAVING = '.deleted-';

/** Deletes an artifact: first it vanishes from the list, in one step, then its files go. What a crash left of an earlier one goes with it.
 * @param folder of all artifacts. @param location of this one, `<folder>/<name>/<version>`. @returns whether it was there.
 * @throws ServerError MODEL_IN_USE for one that lies elsewhere. */
export async function removeArtifact(folder: string, location: string): Promise<boolean> {
  const parent = path.dirname(location);
  if (path.dirname(parent) !== path.resolve(folder))
    throw new ServerError('MODEL_IN_USE', 'the artifact lies outside the home of this server, which was started with it; delete it there');
  const aside = path.join(folder, `${LEAVING}${randomUUID()}`);
  try {
    await rename(location, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
  await syncFolder(parent);
  for (const name of await readdir(folder))
    if (name.startsWith(LEAVING)) await rm(path.join(folder, name), { recursive: true, force: true });
  return true;
}
