import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { syncFolder } from './sync-folder.js';

/** Writes a whole file or nothing: temporary name in the same folder, fsync, rename, fsync of the folder. Missing folders are made.
 * After a crash at any point the old content (or no file) is there, or the new content.
 * @param content a stream is read once; one that breaks off leaves the old content.
 * @throws what the system says, with the file as its property `writing`. */
export async function writeFileAtomic(file: string, content: string | Uint8Array | AsyncIterable<Uint8Array>): Promise<void> {
  const folder = path.dirname(file);
  const temporary = path.join(folder, `.${path.basename(file)}.${randomUUID()}.tmp`);
  try {
    await mkdir(folder, { recursive: true });
    const handle = await open(temporary, 'wx');
    try {
      await writeFile(handle, content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    if (error instanceof Error && 'code' in error) Object.assign(error, { writing: file });
    throw error;
  }
  await syncFolder(folder);
}
