import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';

/** Bytes beyond which a file is not read; servers take less unless told otherwise. */
const LARGEST_BYTES = 128 * 1024 * 1024;

/** An argument that nothing is sent for, in words for the agent. */
export class ArgumentRefused extends Error {}

/** Reads a picture that an agent names.
 * @param folders absolute; what lies outside of them is refused, through links too: an agent may be talked into reading anything.
 * @throws ArgumentRefused. */
export async function readPicture(name: string, folders: readonly string[]): Promise<Uint8Array<ArrayBuffer>> {
  const allowed = await Promise.all(folders.map((folder) => realpath(folder).catch(() => folder)));
  const file = await realpath(path.resolve(folders[0] ?? '.', name)).catch(() => undefined);
  if (file === undefined) throw new ArgumentRefused(`${JSON.stringify(name)} is not there; paths are relative to ${folders[0] ?? '.'}`);
  if (!allowed.some((folder) => isBelow(file, folder)))
    throw new ArgumentRefused(
      `${JSON.stringify(name)} lies outside of ${folders.join(', ')}; start with --photos FOLDER to allow another folder`,
    );
  const { size } = await stat(file);
  if (size > LARGEST_BYTES) throw new ArgumentRefused(`${JSON.stringify(name)} has ${size} bytes, at most ${LARGEST_BYTES} are read`);
  try {
    return new Uint8Array(await readFile(file));
  } catch (cause) {
    throw new ArgumentRefused(`${JSON.stringify(name)} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

function isBelow(file: string, folder: string): boolean {
  const way = path.relative(folder, file);
  return way !== '' && way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}
