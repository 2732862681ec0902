import { lstat, opendir, readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { CoreError } from '@supcon/core/errors';
import { isSystemError, readFolder, WALK_LIMITS } from '@supcon/core/photos';
import { ServerError } from '../domain/errors.js';

/** A folder of photos as a list shows it. */
export interface DataSet {
  readonly name: string;
  /** null where they were not counted. */
  readonly classes: number | null;
  readonly photos: number | null;
  /** Why it cannot be trained on, or was not counted; null where there is nothing to say. */
  readonly problem: string | null;
}

/** Folders that are listed, by name; more are left out. */
const MOST_LISTED = 200;
/** Files and folders that one list looks at altogether. */
const ENTRIES_LOOKED_AT = 500_000;

/** One part of a path, and no hidden one; openapi says the same. */
const DATA_NAME = /^[^./\\\u0000-\u001f\u007f][^/\\\u0000-\u001f\u007f]{0,127}$/u;

/** Folders of labelled photos as they lie in a folder, `<name>/`, sent or put there by others. A link is none of them, and none may lead out of where they lie: what is reached through
 * it is somebody else's. */
export class DataSets {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** By name, at most 200, counted as far as that is quick. */
  async list(): Promise<DataSet[]> {
    const names = (await this.#names()).slice(0, MOST_LISTED);
    let entries = ENTRIES_LOOKED_AT;
    const found: DataSet[] = [];
    // One after the other: the disk is asked for other things too.
    for (const name of names) {
      const counted = await this.#describe(name, entries);
      entries = Math.max(0, entries - counted.looked);
      found.push(counted.set);
    }
    return found;
  }

  /** One of them. @throws ServerError DATA_NOT_FOUND. */
  async describe(name: string): Promise<DataSet> {
    await this.requireThere(name);
    return (await this.#describe(name, ENTRIES_LOOKED_AT)).set;
  }

  /** Whether a name can be one. @throws ServerError BAD_REQUEST. */
  requireName(name: string): void {
    if (!DATA_NAME.test(name))
      throw new ServerError(
        'BAD_REQUEST',
        `name: ${JSON.stringify(name.slice(0, 128))} cannot be one; it begins with no dot and has no slash`,
      );
  }

  /** Whether there is one of a name, whatever can be done with it. @throws ServerError DATA_NOT_FOUND. */
  async requireThere(name: string): Promise<void> {
    if (DATA_NAME.test(name) && (await isFolder(path.join(this.#folder, name)))) return;
    const names = await this.#names();
    const there =
      names.length === 0 ? 'there are none yet' : `there are ${names.slice(0, 10).join(', ')}${names.length > 10 ? ', ...' : ''}`;
    throw new ServerError('DATA_NOT_FOUND', `there are no photos ${JSON.stringify(name.slice(0, 128))} in SUPCON_HOME/data; ${there}`);
  }

  /** Its absolute path. @throws ServerError DATA_NOT_FOUND; BAD_REQUEST for one that a link leads out of. */
  async find(name: string): Promise<string> {
    await this.requireThere(name);
    const folder = path.join(this.#folder, name);
    const { problem } = await this.#look(folder, WALK_LIMITS.entries);
    if (problem !== undefined) throw new ServerError('BAD_REQUEST', `data: ${problem}`);
    return folder;
  }

  /** The name of what lies at a path; undefined where that is no place for it. */
  nameOf(folder: string): string | undefined {
    const name = path.basename(folder);
    return path.join(this.#folder, name) === folder && DATA_NAME.test(name) ? name : undefined;
  }

  async #names(): Promise<string[]> {
    const entries = await readdir(this.#folder, { withFileTypes: true }).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    });
    return entries.flatMap((entry) => (entry.isDirectory() && DATA_NAME.test(entry.name) ? [entry.name] : [])).sort();
  }

  async #describe(name: string, most: number): Promise<{ set: DataSet; looked: number }> {
    const folder = path.join(this.#folder, name);
    const nothing = (looked: number, problem: string) => ({ set: { name, classes: null, photos: null, problem }, looked });
    const { problem: found, looked } = await this.#look(folder, most);
    if (found !== undefined) return nothing(looked, found);
    try {
      const { labels, photos } = await readFolder(folder);
      const problem = labels.length < 2 ? `it needs photos of at least two classes, and has ${labels.length === 0 ? 'none' : 'one'}` : null;
      return { set: { name, classes: labels.length, photos: photos.length, problem }, looked };
    } catch (error) {
      if (error instanceof CoreError) return nothing(looked, 'it cannot be read as a folder of photos');
      throw error;
    }
  }

  /** Goes through a folder without following links, as far as it may. @returns why it cannot be used: a link in it leads out of where all of them lie, or it could not be gone through. */
  async #look(folder: string, most: number): Promise<{ looked: number; problem?: string }> {
    let looked = 0;
    try {
      const within = await realpath(this.#folder);
      for await (const entry of await opendir(folder, { recursive: true })) {
        if (looked >= most) return { looked, problem: 'there are too many files to look at, so they were not counted' };
        looked++;
        if (!entry.isSymbolicLink()) continue;
        const link = path.join(entry.parentPath, entry.name);
        // One that leads nowhere leads out of nothing; training says what it thinks of it.
        const target = await realpath(link).catch(() => within);
        if (target !== within && !target.startsWith(within + path.sep)) return { looked, problem: leadsOut(path.relative(folder, link)) };
      }
      return { looked };
    } catch (error) {
      if (!isSystemError(error)) throw error;
      return { looked, problem: `a folder in it cannot be read (${(error as NodeJS.ErrnoException).code})` };
    }
  }
}

function leadsOut(link: string): string {
  return `${link.slice(0, 200)} is a link that leads out of SUPCON_HOME/data, which is not followed; put the photos themselves there`;
}

async function isFolder(folder: string): Promise<boolean> {
  const found = await lstat(folder).catch(() => undefined);
  return found?.isDirectory() === true;
}
