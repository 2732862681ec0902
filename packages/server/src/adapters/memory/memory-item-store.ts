import { randomUUID } from 'node:crypto';
import { asideName } from '../../domain/aside-name.js';
import { ServerError } from '../../domain/errors.js';
import { countFacets } from '../../domain/facets.js';
import { matchesFilter, type Filter } from '../../domain/filter.js';
import { cursorBehind, keyOfCursor } from '../../domain/item-cursor.js';
import type { PurgeStore } from '../../domain/purge-store.js';
import {
  isStale,
  type Change,
  type CollectionRecord,
  type CollectionRef,
  type ItemStore,
  type NewItem,
  type StoredItem,
  type VectorSource,
  type Write,
  type WriteResult,
} from '../../domain/item-store.js';
import { MemoryPurges, memoryPurgeStore } from './memory-purge-store.js';

interface Row {
  readonly item: StoredItem;
  readonly vector: Float32Array;
  /** Of its last change. */
  readonly seq: number;
}

interface Collection {
  record: CollectionRecord;
  nextKey: number;
  trimmedSeq: number;
  readonly rows: Map<string, Row>;
  removals: readonly { readonly seq: number; readonly key: number }[];
}

/** What memory stores that are opened on it share, as processes share a database. */
export class MemoryItems {
  /** @param begunAt ISO 8601. */
  constructor(readonly begunAt: string = new Date().toISOString()) {}

  readonly storeId = randomUUID();
  collections: ReadonlyMap<string, Collection> = new Map();
  aliases: ReadonlyMap<string, string> = new Map();
  nextNumber = 1;
  revision = 0;
  readonly purges = new MemoryPurges();
}

/** Items in memory: what the use cases are tested on, and the plainest reading of the port.
 * @param data may be shared by several stores. */
export function openMemoryItemStore(data: MemoryItems): ItemStore & { readonly purges: PurgeStore } {
  const equal = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
  const requireCollection = (ref: CollectionRef): Collection => {
    const name = typeof ref === 'string' ? ref : ref.name;
    const found = data.collections.get(name);
    if (!found || (typeof ref !== 'string' && ref.number !== found.record.number))
      throw new ServerError('COLLECTION_NOT_FOUND', `there is no collection '${name}'; make it with PUT /v1/collections/${name}`);
    return found;
  };
  const inOrder = (collection: Collection, filter: Filter | undefined): Row[] =>
    [...collection.rows.values()]
      .filter(({ item }) => filter === undefined || matchesFilter(filter, item))
      .sort((a, b) => a.item.key - b.item.key);
  /** What an action changes, it changes on copies, which take the place of the data when it has succeeded. */
  const transaction = <T>(
    action: (copy: Pick<MemoryItems, 'nextNumber'> & { collections: Map<string, Collection>; aliases: Map<string, string> }) => T,
  ): T => {
    const collections = new Map(
      [...data.collections].map(([name, collection]) => [name, { ...collection, rows: new Map(collection.rows) }]),
    );
    const copy = { collections, aliases: new Map(data.aliases), nextNumber: data.nextNumber };
    const result = action(copy);
    Object.assign(data, copy, { revision: data.revision + 1 });
    return result;
  };
  const copyOf = <T>(value: T): T => structuredClone(value);
  // Also what is thrown comes as a rejection, as from another thread.
  const answer = async <T>(action: () => T): Promise<T> => Promise.resolve(copyOf(action()));

  return {
    createCollection: (name, source, now) => answer(() => transaction((copy) => create(copy, name, source, now))),
    collections: () => answer(() => [...data.collections.values()].map(({ record }) => record).sort((a, b) => (a.name < b.name ? -1 : 1))),
    collection: (name) => answer(() => data.collections.get(name)?.record),
    deleteCollection: (name) =>
      answer(() =>
        transaction(({ collections, aliases }) => {
          for (const [alias, target] of aliases) if (target === name) aliases.delete(alias);
          leavePurged(collections.get(name));
          return collections.delete(name);
        }),
      ),
    replaceCollection: (replacement, name, lastSeq) =>
      answer(() => {
        const next = requireCollection(replacement).record;
        const previous = requireCollection(name).record;
        if (previous.lastSeq !== lastSeq) return false;
        return transaction(({ collections }) => {
          // The aliases hold the name, which stays.
          const collection = collections.get(next.name)!;
          collections.delete(next.name);
          collections.set(name, { ...collection, record: { ...collection.record, name, createdAt: previous.createdAt } });
          return true;
        });
      }),
    setAlias: (alias, collection) =>
      answer(() => {
        requireCollection(collection);
        if ([...data.collections.keys()].some((name) => equal(name, alias)))
          throw new ServerError('COLLECTION_CONFLICT', `alias '${alias}': a collection has this name already; choose another`);
        transaction(({ aliases }) => {
          for (const known of aliases.keys()) if (equal(known, alias)) aliases.delete(known);
          aliases.set(alias, collection);
        });
      }),
    removeAlias: (alias) =>
      answer(() =>
        transaction(({ aliases }) => [...aliases.keys()].filter((known) => equal(known, alias)).some((known) => aliases.delete(known))),
      ),
    aliases: () =>
      answer(() => [...data.aliases].map(([alias, collection]) => ({ alias, collection })).sort((a, b) => (a.alias < b.alias ? -1 : 1))),
    commit: (name, writes, now) =>
      answer(() =>
        transaction(({ collections }) => {
          const collection = collections.get(requireCollection(name).record.name)!;
          return writes.map((write) => commitOne(collections, collection, write, now));
        }),
      ),
    get: (name, id) => answer(() => requireCollection(name).rows.get(id)?.item),
    vector: (name, id) => answer(() => requireCollection(name).rows.get(id)?.vector),
    keys: (name) => answer(() => Uint32Array.from(inOrder(requireCollection(name), undefined), ({ item }) => item.key)),
    vectors: (name, keys) =>
      answer(() => {
        const byKey = new Map([...requireCollection(name).rows.values()].map(({ item, vector }) => [item.key, vector]));
        return keys.flatMap((key) => {
          const vector = byKey.get(key);
          return vector ? [{ key, vector }] : [];
        });
      }),
    byKeys: (name, keys) =>
      answer(() => {
        const byKey = new Map([...requireCollection(name).rows.values()].map(({ item }) => [item.key, item]));
        return keys.flatMap((key) => byKey.get(key) ?? []);
      }),
    list: (name, { filter, after, limit }) =>
      answer(() => {
        const from = keyOfCursor(after);
        const rest = inOrder(requireCollection(name), filter).filter(({ item }) => item.key > from);
        const items = rest.slice(0, limit).map(({ item }) => item);
        return { items, next: rest.length > limit ? cursorBehind(items.at(-1)!.key) : undefined };
      }),
    keysMatching: (name, filter) =>
      answer(() => {
        const collection = requireCollection(name);
        return { keys: Uint32Array.from(inOrder(collection, filter), ({ item }) => item.key), seq: collection.record.lastSeq };
      }),
    facets: (name, { field, filter, limit }) =>
      answer(() =>
        countFacets(
          inOrder(requireCollection(name), filter).map(({ item }) => item),
          field,
          limit,
        ),
      ),
    changes: (name, afterSeq, limit) =>
      answer(() => {
        const { record, rows, removals, trimmedSeq } = requireCollection(name);
        const puts = [...rows.values()].map(({ item, vector, seq }): Change => {
          const { key, id, label, metadata, createdAt } = item;
          return { type: 'put', seq, key, id, vector, label, metadata, createdAt };
        });
        const changes = [...puts, ...removals.map((removal): Change => ({ type: 'remove', ...removal }))]
          .filter(({ seq }) => seq > afterSeq)
          .sort((a, b) => a.seq - b.seq);
        return { changes: changes.slice(0, limit), items: record.items, lastSeq: record.lastSeq, trimmedSeq };
      }),
    trim: (name, seq) =>
      answer(() =>
        transaction(({ collections }) => {
          const collection = collections.get(requireCollection(name).record.name)!;
          collection.removals = collection.removals.filter((removal) => removal.seq > seq);
          collection.trimmedSeq = Math.max(collection.trimmedSeq, Math.min(seq, collection.record.lastSeq));
        }),
      ),
    bounds: () => answer(() => ({ storeId: data.storeId, begunAt: data.begunAt, lastNumber: data.nextNumber - 1 })),
    losses: () => answer(() => []),
    forgetLosses: () => answer(() => 0),
    blobsInUse: (blobs) =>
      answer(() => {
        const used = new Set([...data.collections.values()].flatMap(({ rows }) => [...rows.values()].map(({ item }) => item.blob)));
        return blobs.filter((blob) => used.has(blob));
      }),
    revision: () => answer(() => data.revision),
    close: () => Promise.resolve(),
    purges: memoryPurgeStore(data.purges, (name) =>
      transaction(({ collections }) => {
        for (const collection of collections.values())
          if (name === null || [name, asideName(name)].includes(collection.record.name))
            collection.record = { ...collection.record, erasedSeq: collection.record.lastSeq };
      }),
    ),
  };

  function leavePurged(collection: Collection | undefined): void {
    if (!collection) return;
    const { number, name } = collection.record;
    const own = data.purges.ofCollection(number);
    const main = [...data.collections.values()].find(({ record }) => asideName(record.name) === name);
    if (own === undefined && (!main || data.purges.ofCollection(main.record.number) === undefined)) return;
    data.purges.leave(String(number));
    if (own !== undefined) for (const { item, vector } of collection.rows.values()) data.purges.count(own, item, vector);
  }

  function commitOne(collections: ReadonlyMap<string, Collection>, collection: Collection, write: Write, now: string): WriteResult {
    if (write.type === 'add' && write.copyOf) {
      const { collection: number, key } = write.copyOf;
      const source = [...collections.values()].find(({ record }) => record.number === number);
      if (![...(source?.rows.values() ?? [])].some(({ item }) => item.key === key)) return { type: 'missing' };
    }
    const found = collection.rows.get(write.type === 'add' ? write.item.id : write.id);
    const result = apply(collection, write, now);
    if (write.type !== 'remove' || write.purge === undefined || result.type !== 'removed') return result;
    const { number, name } = collection.record;
    data.purges.begin({ id: write.purge, what: 'items', collection: number, name, filter: null }, now);
    data.purges.count(write.purge, result.item, found!.vector);
    const aside = collections.get(asideName(name));
    const copy = aside?.rows.get(write.id);
    if (!aside || !copy) return result;
    data.purges.leave(copy.item.blob);
    apply(aside, { type: 'remove', id: write.id }, now);
    return result;
  }

  function create(
    copy: { collections: Map<string, Collection>; nextNumber: number },
    name: string,
    source: VectorSource,
    now: string,
  ): { created: boolean; record: CollectionRecord } {
    const found = [...data.collections.values()].find(({ record }) => equal(record.name, name));
    if (found && found.record.name !== name)
      throw new ServerError(
        'COLLECTION_CONFLICT',
        `collection '${name}': '${found.record.name}' is there already; names must differ in more than case`,
      );
    if (found) return { created: false, record: found.record };
    if ([...data.aliases.keys()].some((alias) => equal(alias, name)))
      throw new ServerError('COLLECTION_CONFLICT', `collection '${name}': an alias has this name already; choose another`);
    const record = { ...source, number: copy.nextNumber++, name, createdAt: now, items: 0, lastSeq: 0, erasedSeq: 0 };
    copy.collections.set(name, { record, nextKey: 0, trimmedSeq: 0, rows: new Map(), removals: [] });
    return { created: true, record };
  }
}

function apply(collection: Collection, write: Write, now: string): WriteResult {
  if (write.type === 'add') return add(collection, write.item, now);
  const found = collection.rows.get(write.id);
  if (!found) return { type: 'missing' };
  const { item } = found;
  if (isStale(write, item)) return { type: 'stale', item };
  const seq = collection.record.lastSeq + 1;
  if (write.type === 'patch') {
    const patched = structuredClone({ ...item, ...write.changes, version: item.version + 1, updatedAt: now });
    collection.rows.set(item.id, { ...found, item: patched, seq });
    collection.record = { ...collection.record, lastSeq: seq };
    return { type: 'patched', item: patched };
  }
  collection.rows.delete(item.id);
  collection.removals = [...collection.removals, { seq, key: item.key }];
  collection.record = { ...collection.record, lastSeq: seq, items: collection.record.items - 1 };
  return { type: 'removed', item };
}

function add(collection: Collection, { vector, ...rest }: NewItem, now: string): WriteResult {
  const previous = collection.rows.get(rest.id)?.item;
  if (previous?.contentHash === rest.contentHash) return { type: 'existing', item: previous };
  if (previous && (previous.origin === null || previous.origin !== rest.origin)) return { type: 'conflict', item: previous };
  const { embeddingSize } = collection.record;
  if (vector.length !== embeddingSize)
    throw new ServerError('BAD_VECTOR', `item '${rest.id}': ${vector.length} numbers, the collection holds vectors of ${embeddingSize}`);
  if (previous) apply(collection, { type: 'remove', id: previous.id }, now);
  const { lastSeq, items } = collection.record;
  const item = structuredClone({ createdAt: now, updatedAt: now, version: 1, ...rest, key: collection.nextKey++ });
  collection.rows.set(item.id, { item, vector: vector.slice(), seq: lastSeq + 1 });
  collection.record = { ...collection.record, lastSeq: lastSeq + 1, items: items + 1 };
  return previous ? { type: 'replaced', item, previous } : { type: 'added', item };
}
