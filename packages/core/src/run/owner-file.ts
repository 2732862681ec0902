import { randomUUID } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { link, rename, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { ownerLife, processIdentity } from './owner-life.js';
import { runOwnerSchema, type OwnerLife, type RunOwner } from './run-owner.js';
import { SILENT_AFTER_MS } from './run-state.js';

/** An owner file as it lies there. */
export interface FoundOwner {
  readonly owner: RunOwner;
  readonly life: OwnerLife;
  /** Of its last beat, milliseconds since 1970. */
  readonly beatAt: number;
}

/** Who holds a file, and whether that process lives; undefined where nobody does. A file that cannot be read counts as one that is being written, by an unknown
 * process, until it has been silent.
 * @param now milliseconds since 1970. */
export function readOwner(file: string, now: number): FoundOwner | undefined {
  try {
    const found = statSync(file);
    // A pipe would be waited for without end.
    if (!found.isFile()) return undefined;
    const text = readFileSync(file, 'utf8');
    const beatAt = found.mtimeMs;
    const silentMs = now - beatAt;
    const owner = parseOwner(text);
    if (owner) return { owner, life: ownerLife(owner, silentMs), beatAt };
    const unreadable = { formatVersion: 1, id: 'unreadable', host: 'unknown', pid: 1, since: new Date(beatAt).toISOString() } as const;
    return { owner: unreadable, life: silentMs > SILENT_AFTER_MS ? 'dead' : 'unknown', beatAt };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Takes an owner file for this process. The file of a dead process is taken over, by exactly one of those who try: whoever replaces it first holds, in the same
 * way, a claim named after the very owner that it replaces, and looks once more.
 * @returns what this process wrote, or who has the file. */
export async function takeOwnerFile(file: string): Promise<{ readonly taken: RunOwner } | { readonly other: FoundOwner }> {
  const owner: RunOwner = { formatVersion: 1, id: randomUUID(), ...processIdentity(), since: new Date().toISOString() };
  const text = `${JSON.stringify(owner)}\n`;
  for (;;) {
    if (await createWhole(file, text)) return { taken: owner };
    const found = readOwner(file, Date.now());
    if (!found) continue;
    if (found.life !== 'dead') return { other: found };
    const claim = `${file}.${found.owner.id}`;
    const claimed = await takeOwnerFile(claim);
    if ('other' in claimed) {
      // Another process is replacing this owner at this moment; soon there is a new one to look at.
      await sleep(10);
      continue;
    }
    try {
      const still = readOwner(file, Date.now());
      if (still?.owner.id !== found.owner.id || still.life !== 'dead') continue;
      const temporary = `${file}.${owner.id}.tmp`;
      await writeFile(temporary, text, { flag: 'wx' });
      await rename(temporary, file);
      return { taken: owner };
    } finally {
      await rm(claim, { force: true });
    }
  }
}

/** Creates a file with all of its content at once. @returns false where there is one already. */
async function createWhole(file: string, text: string): Promise<boolean> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  await writeFile(temporary, text, { flag: 'wx' });
  try {
    await link(temporary, file);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EOPNOTSUPP' && code !== 'ENOSYS') throw error;
  } finally {
    await rm(temporary, { force: true });
  }
  // A file system without hard links: the file is ours from its creation on, and for a moment empty.
  try {
    await writeFile(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function parseOwner(text: string): RunOwner | undefined {
  try {
    return runOwnerSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
