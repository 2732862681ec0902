import type { CollectionService } from './collection-service.js';
import type { ItemService } from './items/item-service.js';

/** Collections as somebody sees them who may not see all: without what is said of the server as a whole. */
export type VisibleCollections = Omit<CollectionService, 'readiness'>;

/** Collections of which only some are there.
 * @param mayTouch whether a collection is one of them. @param refuse what is thrown for others, whether or not there are any of the name. */
export function limitCollections(
  collections: CollectionService,
  mayTouch: (name: string) => boolean,
  refuse: (name: string) => Error,
): VisibleCollections {
  const only = limiter(collections, mayTouch, refuse);
  /* eslint-disable @typescript-eslint/unbound-method -- called on their service by `only` */
  return {
    list: async () => (await collections.list()).filter(({ name }) => mayTouch(name)),
    describe: only(collections.describe),
    aliases: async () => (await collections.aliases()).filter(({ alias, collection }) => mayTouch(alias) || mayTouch(collection)),
    setAlias: async (alias, name) => {
      for (const each of [alias, name]) if (!mayTouch(each)) throw refuse(each);
      return collections.setAlias(alias, name);
    },
    removeAlias: only(collections.removeAlias),
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

/** Items of collections of which only some are there; as `limitCollections`. */
export function limitItems(items: ItemService, mayTouch: (name: string) => boolean, refuse: (name: string) => Error): ItemService {
  const only = limiter(items, mayTouch, refuse);
  /* eslint-disable @typescript-eslint/unbound-method -- called on their service by `only` */
  return {
    list: only(items.list),
    count: only(items.count),
    facets: only(items.facets),
    sample: only(items.sample),
    patch: only(items.patch),
    removeMatching: only(items.removeMatching),
    addVector: only(items.addVector),
    export: only(items.export),
    exportVectors: only(items.exportVectors),
    stateOf: only(items.stateOf),
  };
}

/** @returns what makes of a method that takes the name of a collection first one that is called if that may be touched. */
function limiter(service: object, mayTouch: (name: string) => boolean, refuse: (name: string) => Error) {
  return <A extends readonly unknown[], R>(method: (name: string, ...rest: A) => Promise<R>) =>
    (name: string, ...rest: A): Promise<R> =>
      mayTouch(name) ? method.call(service, name, ...rest) : Promise.reject(refuse(name));
}
