import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { CoreError } from '../errors.js';

/** Where an artifact goes, `<artifacts>/<name>/<version>`: versions are whole numbers from 1. */
export interface NextVersion {
  readonly folder: string;
  readonly version: number;
}

/** A version that another process takes meanwhile is left to it; so often the one after is tried. */
const MOST_TRIES = 10;
/** What lies half written for longer than this, nobody writes any more. */
const LEFT_BEHIND_MS = 60 * 60_000;

/** Writes the next artifact of a name, and makes the folder of the name; where another process takes that version meanwhile, the one after. Half-written versions
 * of processes that were killed an hour ago or earlier are removed.
 * @param write is called again with another version where its own was taken.  @throws what `write` throws. */
export async function inNextVersion<T>(artifacts: string, name: string, write: (next: NextVersion) => Promise<T>): Promise<T> {
  const parent = path.join(artifacts, name);
  await mkdir(parent, { recursive: true });
  await removeLeftBehind(parent);
  for (let tries = 1; ; tries++) {
    const taken = (await readdir(parent)).map(Number).filter((version) => Number.isInteger(version));
    const version = Math.max(0, ...taken) + 1;
    const folder = path.join(parent, String(version));
    try {
      return await write({ folder, version });
    } catch (error) {
      if (tries === MOST_TRIES || !(error instanceof CoreError) || !existsSync(folder)) throw error;
    }
  }
}

async function removeLeftBehind(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!/^\.\d+\.[\da-f-]+\.tmp$/.test(name)) continue;
    const folder = path.join(parent, name);
    // Another process may be removing it too.
    const entry = await stat(folder).catch(() => undefined);
    if (entry && Date.now() - entry.mtimeMs > LEFT_BEHIND_MS) await rm(folder, { recursive: true, force: true });
  }
}
