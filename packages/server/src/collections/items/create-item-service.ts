import { ServerError } from '../../domain/errors.js';
import { requireField, requireFilter } from '../../domain/filter-rules.js';
import type { Filter } from '../../domain/filter.js';
import { requireCollectionName, requireItemId, requireLabel, requireVector } from '../../domain/input-rules.js';
import type { CollectionRecord } from '../../domain/item-store.js';
import { requireMetadata } from '../../domain/metadata-rules.js';
import { describeItem, itemNotFound } from '../describe-item.js';
import { withCurrent } from '../with-current.js';
import { addVector, type AddVectorDeps } from './add-vector.js';
import { exportItems, type ExportedItem } from './export-items.js';
import { exportVectors } from './export-vectors.js';
import { MOST_LISTED, type ItemService } from './item-service.js';
import { expectationOf, itemChanged } from './item-tag.js';
import { keysOf } from './matching-items.js';
import { removeMatching, type RemoveMatchingDeps } from './remove-matching.js';
import { sampleItems } from './sample-items.js';

/** What the service works on. */
export interface ItemServiceDeps extends RemoveMatchingDeps, AddVectorDeps {
  /** Largest metadata of an item, as JSON. */
  readonly maxMetadataBytes: number;
}

/** @returns items of collections, as callers may ask for them. */
export function createItemService(deps: ItemServiceDeps): ItemService {
  const { registry, store } = deps;
  const within = <T>(name: string, work: (record: CollectionRecord) => Promise<T>): Promise<T> =>
    withCurrent(registry, requireCollectionName(name), ({ record }) => work(record));
  const filtered = (filter: Filter | undefined): { readonly filter?: Filter } =>
    filter === undefined ? {} : { filter: requireFilter(filter) };
  return {
    list: async (name, { filter, after, limit }) => {
      const query = { ...filtered(filter), ...(after === undefined ? {} : { after }), limit: requireCount('limit', limit) };
      const { items, next } = await within(name, (record) => store.list(record, query));
      return { items: items.map(describeItem), next };
    },
    count: async (name, filter) => {
      const fitting = requireFilter(filter);
      return (await within(name, (record) => keysOf(store, record, fitting))).length;
    },
    facets: async (name, { field, filter, limit }) => {
      const query = { field: requireField(field), ...filtered(filter), limit: requireCount('limit', limit) };
      return within(name, (record) => store.facets(record.name, query));
    },
    sample: async (name, { filter, size, seed }) => {
      const query = { ...filtered(filter), size: requireCount('size', size), seed: requireSeed(seed) };
      const { items, of } = await within(name, (record) => sampleItems(store, record, query));
      return { items: items.map(describeItem), of, seed };
    },
    patch: async (name, id, { label, metadata }, tags) => {
      if (label === undefined && metadata === undefined)
        throw new ServerError('BAD_REQUEST', "the body has neither 'label' nor 'metadata': send what is to change");
      const write = {
        type: 'patch',
        id: requireItemId(id),
        changes: {
          ...(label === undefined ? {} : { label: requireLabel(label) }),
          ...(metadata === undefined ? {} : { metadata: requireMetadata(metadata, deps.maxMetadataBytes) }),
        },
      } as const;
      const result = await withCurrent(registry, requireCollectionName(name), async (collection) =>
        collection.write({ ...write, ...(await expectationOf(store, collection.record, write.id, tags)) }),
      );
      if (result.type === 'missing') throw itemNotFound(name, id);
      if (result.type === 'stale') throw itemChanged(result.item);
      return describeItem(result.item);
    },
    addVector: async (name, { vector, encoderHash, label, metadata, id }) => {
      const { created, item } = await addVector(deps, requireCollectionName(name), {
        ...{ vector: requireVector(vector), encoderHash, label: requireLabel(label) },
        metadata: requireMetadata(metadata, deps.maxMetadataBytes),
        id: id === undefined ? undefined : requireItemId(id),
      });
      return { created, item: describeItem(item) };
    },
    export: async (name, { filter, vectors }) => {
      const query = { ...filtered(filter), vectors };
      const { record } = await registry.get(requireCollectionName(name));
      return described(exportItems(store, record, query));
    },
    exportVectors: async (name, filter) => {
      const { filter: fitting } = filtered(filter);
      return within(name, (record) => exportVectors(store, record, fitting));
    },
    stateOf: async (name) => {
      const { record } = await registry.get(requireCollectionName(name));
      const stored = await store.collection(record.name);
      return stored ? `${stored.number}-${stored.lastSeq}` : 'deleted';
    },
    removeMatching: (name, filter, options) => removeMatching(deps, requireCollectionName(name), requireFilter(filter), options),
  };
}

async function* described(items: AsyncIterable<ExportedItem>) {
  for await (const { item, vector } of items) yield { ...describeItem(item), vector };
}

function requireCount(what: string, count: number): number {
  if (!Number.isInteger(count) || count < 1 || count > MOST_LISTED)
    throw new ServerError('BAD_REQUEST', `${what}: expected a whole number from 1 to ${MOST_LISTED}, got ${count}`);
  return count;
}

function requireSeed(seed: number): number {
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32)
    throw new ServerError('BAD_REQUEST', `seed: expected a whole number from 0 to ${2 ** 32 - 1}, got ${seed}`);
  return seed;
}
