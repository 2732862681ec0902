import { ServerError } from '../domain/errors.js';
import type { CollectionRegistry } from './collection-registry.js';
import type { IndexedCollection } from './indexed-collection.js';

/** Works on a collection, and where one that was built aside has taken its place meanwhile, once more on that: nobody has to know that it was exchanged.
 * @param work must come to the same when it is done twice. @throws ServerError COLLECTION_NOT_FOUND, or what the work threw. */
export async function withCurrent<T>(
  registry: Pick<CollectionRegistry, 'get'>,
  name: string,
  work: (collection: IndexedCollection) => Promise<T>,
): Promise<T> {
  const collection = await registry.get(name);
  try {
    return await work(collection);
  } catch (error) {
    if (!(error instanceof ServerError) || !OF_ONE_THAT_IS_GONE.has(error.code)) throw error;
    const current = await registry.get(name);
    if (current === collection) throw error;
    return work(current);
  }
}

/** What is said of a collection that was closed, or whose items are gone. */
const OF_ONE_THAT_IS_GONE: ReadonlySet<string> = new Set(['NOT_READY', 'COLLECTION_NOT_FOUND']);
