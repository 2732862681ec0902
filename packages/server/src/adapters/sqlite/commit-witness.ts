import { closeSync, fdatasync, fdatasyncSync, fstatSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import path from 'node:path';
import { ServerError } from '../../domain/errors.js';

/** How far a collection had come at some commit. */
export interface WitnessedCollection {
  readonly number: number;
  readonly name: string;
  readonly items: number;
  readonly lastSeq: number;
  readonly nextKey: number;
}

/** What the file says: of which store, and of every collection the last that was noted, `undefined` for those that were deleted, or were about to be. */
export interface Witnessed {
  readonly storeId: string;
  readonly collections: ReadonlyMap<number, WitnessedCollection | undefined>;
}

/** How long a note may lie in the memory of the machine: flushing each would halve the commits a second. */
const FLUSH_MS = 200;
/** A file that long is written anew, without what is out of date. */
const MOST_BYTES = 1 << 20;

/** Tells beside a database what it has committed. SQLite takes the pages of a WAL up to the first that is damaged and forgets the rest without a word, so
 * what counts its commits lies elsewhere: a line for each collection that changed, appended after the commit. It never says more than was committed,
 * whoever else appends. A process that is killed takes no note along; after a power cut the last 0.2 s may be missing, and what a full disk does not take. */
export class CommitWitness {
  readonly #file: string;
  #descriptor: number | undefined;
  #flush: NodeJS.Timeout | undefined;
  #noted = new Map<number, string>();

  constructor(file: string) {
    this.#file = file;
  }

  /** Undefined where there is no file, or none that begins as it should. Lines that are cut off or damaged are passed over. */
  read(): Witnessed | undefined {
    let text: string;
    try {
      text = readFileSync(this.#file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
    const lines = text.split('\n').map(parseLine);
    const storeId = lines[0]?.['storeId'];
    if (typeof storeId !== 'string') return undefined;
    const collections = new Map<number, WitnessedCollection | undefined>();
    for (const line of lines.slice(1)) {
      const number = line?.['number'];
      if (typeof number !== 'number') continue;
      const said = line as unknown as WitnessedCollection;
      if (line!['going'] === true) collections.set(number, undefined);
      // Two processes may append in another order than they committed.
      else if (said.lastSeq >= (collections.get(number)?.lastSeq ?? 0)) collections.set(number, said);
    }
    return { storeId, collections };
  }

  /** Begins a file that says what is true now: the whole of it or none. */
  begin(storeId: string, collections: readonly WitnessedCollection[]): void {
    this.close();
    const temporary = path.join(path.dirname(this.#file), `.${path.basename(this.#file)}.${process.pid}.tmp`);
    const descriptor = openSync(temporary, 'w');
    try {
      writeSync(descriptor, [JSON.stringify({ storeId }), ...collections.map((said) => JSON.stringify(said)), ''].join('\n'));
      fdatasyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, this.#file);
    this.#noted = new Map(collections.map((said) => [said.number, JSON.stringify(said)]));
  }

  /** Notes that a collection is about to be deleted: from here on it is missed no more.
   * @throws ServerError STORAGE_FULL where it cannot be noted; then it is not to be deleted. */
  going(number: number): void {
    try {
      this.#append(JSON.stringify({ number, going: true }));
      fdatasyncSync(this.#descriptor!);
    } catch (cause) {
      this.close();
      throw new ServerError('STORAGE_FULL', 'the disk is full: nothing was changed; make room and try again', { cause });
    }
    this.#noted.delete(number);
  }

  /** Notes what was committed. Never throws: the commit stands, and the next note says the same again. */
  note(storeId: string, collections: readonly WitnessedCollection[]): void {
    const news = collections.map((said) => ({ number: said.number, line: JSON.stringify(said) }));
    const changed = news.filter(({ number, line }) => this.#noted.get(number) !== line);
    if (changed.length === 0) return;
    try {
      const bytes = this.#append(changed.map(({ line }) => line).join('\n'));
      if (bytes > MOST_BYTES) this.begin(storeId, collections);
      for (const { number, line } of changed) this.#noted.set(number, line);
    } catch {
      this.close();
    }
  }

  close(): void {
    clearTimeout(this.#flush);
    this.#flush = undefined;
    if (this.#descriptor === undefined) return;
    try {
      fdatasyncSync(this.#descriptor);
    } finally {
      closeSync(this.#descriptor);
      this.#descriptor = undefined;
    }
  }

  /** @returns bytes of the file. */
  #append(text: string): number {
    // Another process may have begun a new file.
    if (this.#descriptor !== undefined && fstatSync(this.#descriptor).nlink === 0) this.close();
    this.#descriptor ??= openSync(this.#file, 'a');
    // One that was cut off before must not take this line along.
    writeSync(this.#descriptor, `\n${text}\n`);
    this.#flush ??= setTimeout(() => {
      this.#flush = undefined;
      // What cannot be flushed now is by the next note.
      if (this.#descriptor !== undefined) fdatasync(this.#descriptor, () => undefined);
    }, FLUSH_MS).unref();
    return fstatSync(this.#descriptor).size;
  }
}

function parseLine(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
