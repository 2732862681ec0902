import type { EncoderLeases } from '../../domain/encoder-leases.js';
import { ServerError } from '../../domain/errors.js';
import { requireItemId, requireVector } from '../../domain/input-rules.js';
import type { ItemStore } from '../../domain/item-store.js';
import type { Turn } from '../../domain/turn.js';
import { unitVector } from '../../domain/unit-vector.js';
import type { SearchAnswer, SearchQuery, SearchWarning } from '../collection-service.js';
import { describeItem, itemNotFound } from '../describe-item.js';
import type { IndexedCollection } from '../indexed-collection.js';
import { encodeFor } from '../lease-encoder.js';
import type { FoundItems } from '../search-items.js';
import { blendQuery } from './blend-query.js';
import { groupCounter, takeDiverse, takeInOrder, type Candidate } from './choose-neighbours.js';
import { requireWishes, type SearchWishes } from './search-wishes.js';

/** Items that are looked at for groups, and for what is diverse: four times as many as wanted at first, at least the fewest. */
const FEWEST_CANDIDATES = 64;
const MOST_CANDIDATES = 4096;
const MOST_DIVERSE_CANDIDATES = 400;

/** What searching needs. */
export interface SearchDeps {
  readonly store: ItemStore;
  readonly encoders: EncoderLeases;
  /** Share of the ten nearest that a graph is to find, 0..1. */
  readonly promisedRecall: number;
}

/** Searches a collection. @param query undefined where `like` alone says what is looked for.
 * @throws ServerError BAD_REQUEST, BAD_VECTOR, ITEM_NOT_FOUND, MODEL_MISMATCH, NOT_READY, TOO_BUSY; CoreError BAD_IMAGE, IMAGE_TOO_LARGE. */
export async function searchCollection(
  deps: SearchDeps,
  collection: IndexedCollection,
  query: SearchQuery | undefined,
  given: SearchWishes,
  turn?: Turn,
): Promise<SearchAnswer> {
  const wishes = requireWishes(given);
  const { like = [], unlike = [], excludeSelf } = wishes;
  if (query === undefined && like.length === 0)
    throw new ServerError(
      'BAD_REQUEST',
      "there is nothing to look for: send a picture, 'vector', 'itemId', or ids in 'like'; 'unlike' alone is none",
    );
  const { record } = collection;
  const asked = query === undefined ? undefined : await queryVector(deps, collection, query, turn);
  const vectorsOf = (ids: readonly string[]) => Promise.all(ids.map((id) => itemVector(deps.store, collection, id)));
  const [liked, unliked] = await Promise.all([vectorsOf(like), vectorsOf(unlike)]);
  const isPlain = liked.length + unliked.length === 0;
  const vector = isPlain ? asked!.vector : blendQuery(asked?.vector, liked, unliked, wishes.weights);

  const excluded = new Set(excludeSelf === false ? [] : [...like, ...unlike]);
  if (query && 'itemId' in query && excludeSelf) excluded.add(requireItemId(query.itemId));
  const { neighbours, ...plan } = await chosen(deps.store, collection, vector, wishes, excluded);
  const model = { name: record.modelName, version: record.modelVersion };
  const described = neighbours.map(({ item, similarity }) => ({ ...describeItem(item), similarity }));
  const measured = plan.exact || wishes.ef !== undefined ? undefined : collection.state.recall;
  return {
    ...{ model, ...plan, ...(measured === undefined ? {} : { recall: measured }), neighbours: described },
    warnings: [...(asked?.warnings ?? []), ...recallWarnings(measured, deps.promisedRecall)],
  };
}

/** Says where a graph finds less than an index is to find. @param promised share, 0..1. */
export function recallWarnings(measured: number | undefined, promised: number): readonly SearchWarning[] {
  if (measured === undefined || measured >= promised) return [];
  const message = `of the ten nearest items the graph finds ${(100 * measured).toFixed(1)} %, measured with items of the collection, less than the ${Number((100 * promised).toFixed(1))} % that it is to find; ask with exact, or a larger ef`;
  return [{ code: 'RECALL_BELOW_PROMISE', message }];
}

/** The neighbours of a vector as they are wished for. Where groups are full, more are looked at, until k are found or there are no more. */
async function chosen(
  store: ItemStore,
  collection: IndexedCollection,
  vector: Float32Array,
  { k, groupBy, diversity, filter, exact, ef, minSimilarity }: SearchWishes,
  excluded: ReadonlySet<string>,
): Promise<Omit<FoundItems, 'neighbours'> & { readonly neighbours: readonly Candidate[] }> {
  const isChosen = groupBy !== undefined || diversity !== undefined;
  const most = diversity ? MOST_DIVERSE_CANDIDATES : MOST_CANDIDATES;
  for (let wanted = isChosen ? Math.min(Math.max(4 * k, FEWEST_CANDIDATES), most) : k; ; wanted = Math.min(2 * wanted, most)) {
    const count = wanted + excluded.size;
    const options = { k: count, filter, exact, minSimilarity, ef: ef === undefined ? undefined : Math.max(ef, count) };
    const { neighbours: found, ...plan } = await collection.search(vector, options);
    const candidates = found.filter(({ item }) => !excluded.has(item.id)).slice(0, wanted);
    const groups = groupCounter(groupBy);
    const neighbours = diversity
      ? takeDiverse(candidates, k, { ...diversity, groups, vectors: await vectorsByKey(store, collection, candidates) })
      : takeInOrder(candidates, k, groups);
    if (neighbours.length === k || !isChosen || found.length < count || wanted === most) return { neighbours, ...plan };
  }
}

async function vectorsByKey(
  store: ItemStore,
  { record }: IndexedCollection,
  candidates: readonly Candidate[],
): Promise<ReadonlyMap<number, Float32Array>> {
  const keys = candidates.map(({ item }) => item.key);
  return new Map((await store.vectors(record, keys)).map(({ key, vector }) => [key, vector]));
}

async function queryVector(
  { store, encoders }: SearchDeps,
  collection: IndexedCollection,
  query: SearchQuery,
  turn: Turn | undefined,
): Promise<{ readonly vector: Float32Array; readonly warnings: SearchAnswer['warnings'] }> {
  const { record } = collection;
  if ('itemId' in query) return { vector: await itemVector(store, collection, requireItemId(query.itemId)), warnings: [] };
  if ('vector' in query) {
    const unit = unitVector(requireVector(query.vector), record.embeddingSize);
    if (unit.every((value) => value === 0))
      throw new ServerError('BAD_VECTOR', 'vector: its length is 0, so it has no direction to compare');
    return { vector: unit, warnings: [] };
  }
  if (query.known?.encoderHash === record.encoderHash) return { vector: query.known.embedding, warnings: [] };
  const image = typeof query.image === 'function' ? await query.image() : query.image;
  const { embedding, warnings } = await encodeFor(encoders, record, image, turn);
  return { vector: embedding, warnings };
}

async function itemVector(store: ItemStore, { record }: IndexedCollection, id: string): Promise<Float32Array> {
  const vector = await store.vector(record, id);
  if (!vector) throw itemNotFound(record.name, id);
  return vector;
}
