import type { CollectionService } from './collection-service.js';

/** Collections as somebody sees them who may not see all: without what is said of the server as a whole. */
export type VisibleCollections = Omit<CollectionService, 'readiness'>;

/** Collections of which only some are there.
 * @param mayTouch whether a collection is one of them. @param refuse what is thrown for others, whether or not there are any of the name. */
export function limitCollections(
  collections: CollectionService,
  mayTouch: (name: string) => boolean,
  refuse: (name: string) => Error,
): VisibleCollections {
  /** Calls a method that takes the name of a collection first, if it is one of them. */
  const only =
    <A extends readonly unknown[], R>(method: (name: string, ...rest: A) => Promise<R>) =>
    (name: string, ...rest: A): Promise<R> =>
      mayTouch(name) ? method.call(collections, name, ...rest) : Promise.reject(refuse(name));
  /* eslint-disable @typescript-eslint/unbound-method -- called on their service by `only` */
  return {
    list: async () => (await collections.list()).filter(({ name }) => mayTouch(name)),
    create: only(collections.create),
    remove: only(collections.remove),
    search: only(collections.search),
    addItem: only(collections.addItem),
    getItem: only(collections.getItem),
    removeItem: only(collections.removeItem),
    thumbnail: only(collections.thumbnail),
    picture: only(collections.picture),
  };
}
