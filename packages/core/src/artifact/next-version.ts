import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the next artifact of a name goes, `<artifacts>/<name>/<version>`: versions are whole numbers from 1. Makes the folder of the name. */
export async function nextVersion(artifacts: string, name: string): Promise<{ readonly folder: string; readonly version: number }> {
  const parent = join(artifacts, name);
  await mkdir(parent, { recursive: true });
  const taken = (await readdir(parent)).map(Number).filter((version) => Number.isInteger(version));
  const version = Math.max(0, ...taken) + 1;
  return { folder: join(parent, String(version)), version };
}
