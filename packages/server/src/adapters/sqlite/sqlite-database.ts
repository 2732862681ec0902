import type Database from 'better-sqlite3';
import { ServerError } from '../../domain/errors.js';
import type { Filter, FilterField } from '../../domain/filter.js';
import type {
  AliasRecord,
  Changes,
  CollectionRecord,
  CollectionRef,
  FacetCount,
  ItemPage,
  StoreBounds,
  StoreLoss,
  StoredItem,
  VectorSource,
  Write,
  WriteResult,
} from '../../domain/item-store.js';
import { ChangeRows } from './change-rows.js';
import { CollectionRows } from './collection-rows.js';
import { Ballast } from './ballast.js';
import { CommitWitness } from './commit-witness.js';
import { ItemRows } from './item-rows.js';
import { LossRows } from './loss-rows.js';
import { openItemDatabase } from './open-item-database.js';
import { writeTransaction } from './open-database.js';
import { PurgeRows } from './purge-rows.js';
import { purgeMethods, type PurgeMethods } from './sqlite-purges.js';

/** The item store on one SQLite file; synchronous, so it lives in a worker. Each method is one transaction, and keeps nothing for the next. */
export class SqliteDatabase {
  readonly #database: Database.Database;
  readonly #collections: CollectionRows;
  readonly #items: ItemRows;
  readonly #changes: ChangeRows;
  readonly #losses: LossRows;
  readonly #witness: CommitWitness;
  readonly #storeId: string;
  readonly #ballast: Ballast;
  readonly purges: PurgeMethods;

  /** @param file what it had committed is held against the file beside it that ends in `.witness`. @throws ServerError STORE_LOCKED, STORE_DAMAGED. */
  constructor(file: string) {
    this.#database = openItemDatabase(file);
    const purges = new PurgeRows(this.#database);
    this.#collections = new CollectionRows(this.#database, purges);
    this.#items = new ItemRows(this.#database, this.#collections, purges);
    this.#changes = new ChangeRows(this.#database);
    this.#losses = new LossRows(this.#database);
    this.#storeId = this.#collections.bounds().storeId;
    this.#witness = new CommitWitness(`${file}.witness`);
    this.#holdAgainstWitness();
    this.#ballast = new Ballast(`${file}.ballast`);
    this.purges = purgeMethods(
      purges,
      (action) => this.#writeWithBallast(action),
      () => this.#beginWitness(),
    );
    this.#finishDeletions();
  }

  createCollection(name: string, source: VectorSource, now: string): { created: boolean; record: CollectionRecord } {
    return this.#write(() => this.#collections.create(name, source, now));
  }

  collections(): CollectionRecord[] {
    return this.#collections.all();
  }

  collection(name: string): CollectionRecord | undefined {
    return this.#collections.get(name);
  }

  deleteCollection(name: string): boolean {
    const deleted = this.#writeWithBallast(() => {
      const number = this.#collections.get(name)?.number;
      if (number === undefined) return false;
      this.#witness.going(number);
      this.#collections.hide(number);
      return true;
    });
    this.#finishDeletions();
    return deleted;
  }

  replaceCollection(replacement: CollectionRef, name: string, lastSeq: number): boolean {
    const replaced = this.#write(() => {
      const { number } = this.#collections.require(name);
      this.#witness.going(number);
      return this.#collections.replace(replacement, name, lastSeq);
    });
    this.#finishDeletions();
    return replaced;
  }

  setAlias(alias: string, collection: string): void {
    this.#write(() => this.#collections.setAlias(alias, collection));
  }

  removeAlias(alias: string): boolean {
    return this.#write(() => this.#collections.removeAlias(alias));
  }

  aliases(): AliasRecord[] {
    return this.#collections.aliases();
  }

  commit(collection: CollectionRef, writes: readonly Write[], now: string): WriteResult[] {
    const commit = (): WriteResult[] => {
      const record = this.#collections.require(collection);
      return writes.map((write) => this.#items.write(record, write, now));
    };
    return writes.every(({ type }) => type === 'remove') ? this.#writeWithBallast(commit) : this.#write(commit);
  }

  get(collection: CollectionRef, id: string): StoredItem | undefined {
    return this.#read(collection, (number) => this.#items.get(number, id));
  }

  vector(collection: CollectionRef, id: string): Float32Array | undefined {
    return this.#read(collection, (number) => this.#items.vector(number, id));
  }

  byKeys(collection: CollectionRef, keys: readonly number[]): StoredItem[] {
    return this.#read(collection, (number) => this.#items.byKeys(number, keys));
  }

  list(collection: CollectionRef, query: { filter?: Filter; after?: string; limit: number }): ItemPage {
    return this.#read(collection, (number) => this.#items.list(number, query));
  }

  keysMatching(collection: CollectionRef, filter: Filter): { keys: Uint32Array<ArrayBuffer>; seq: number } {
    return this.#database
      .transaction(() => {
        const { number, lastSeq } = this.#collections.require(collection);
        return { keys: this.#items.keysMatching(number, filter), seq: lastSeq };
      })
      .deferred();
  }

  facets(collection: CollectionRef, query: { field: FilterField; filter?: Filter; limit: number }): FacetCount[] {
    return this.#read(collection, (number) => this.#items.facets(number, query));
  }

  changes(collection: CollectionRef, afterSeq: number, limit: number): Changes {
    return this.#read(collection, (number) => this.#changes.behind(number, afterSeq, limit));
  }

  trim(collection: CollectionRef, seq: number): void {
    this.#write(() => this.#changes.trim(this.#collections.require(collection).number, seq));
  }

  keys(collection: CollectionRef): Uint32Array {
    return this.#read(collection, (number) => this.#items.keys(number));
  }

  vectors(collection: CollectionRef, keys: readonly number[]): { key: number; vector: Float32Array }[] {
    return this.#read(collection, (number) => this.#items.vectors(number, keys));
  }

  bounds(): StoreBounds {
    return this.#collections.bounds();
  }

  losses(): StoreLoss[] {
    return this.#losses.all();
  }

  forgetLosses(): number {
    return this.#write(() => this.#losses.forget());
  }

  blobsInUse(blobs: readonly string[]): string[] {
    return this.#items.blobsInUse(blobs);
  }

  revision(): number {
    return this.#database.prepare<[], number>('SELECT number FROM revision').pluck().get()!;
  }

  close(): void {
    this.#witness.close();
    this.#database.close();
  }

  #holdAgainstWitness(): void {
    // First the witness: what it says was committed before, so what is read after it has to be as far.
    const witnessed = this.#witness.read();
    writeTransaction(this.#database, () => {
      if (witnessed?.storeId === this.#storeId) this.#losses.record(witnessed, new Date().toISOString());
    });
    this.#beginWitness();
  }

  /** Without what is out of date: names of collections that are gone. */
  #beginWitness(): void {
    try {
      this.#witness.begin(this.#storeId, this.#losses.standing());
    } catch {
      // A full disk must not keep anybody from reading: the old one stays, and is appended to.
    }
  }

  /** Takes away the rows of collections that are deleted, a part at a time: deleting all at once would take as much room again for the log of changes.
   * A full disk leaves the rest for the next time. */
  #finishDeletions(): void {
    for (const number of this.#collections.hidden())
      try {
        while (this.#writeWithBallast(() => this.#collections.deletePart(number)));
      } catch (error) {
        if (!(error instanceof ServerError)) throw error;
      }
    this.#ballast.keep();
  }

  /** For what makes room, also on a full disk. */
  #writeWithBallast<T>(action: () => T): T {
    try {
      return this.#write(action);
    } catch (error) {
      if (!(error instanceof ServerError) || error.code !== 'STORAGE_FULL' || !this.#ballast.release()) throw error;
      return this.#write(action);
    }
  }

  /** One moment of the database, whatever other processes commit meanwhile. */
  #read<T>(collection: CollectionRef, action: (number: number) => T): T {
    return this.#database.transaction(() => action(this.#collections.require(collection).number)).deferred();
  }

  #write<T>(action: () => T): T {
    const { result, standing } = writeTransaction(this.#database, () => {
      const result = action();
      this.#database.prepare('UPDATE revision SET number = number + 1').run();
      return { result, standing: this.#losses.standing() };
    });
    this.#witness.note(this.#storeId, standing);
    return result;
  }
}
