import type { Filter } from '@supcon/sdk';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { KeptImage } from './image-key.js';
import { useSupcon } from './supcon-context.js';
import { supconQueries, type Classified, type FoundBy } from './supcon-queries.js';

/** Every model on the server. */
export function useModels() {
  return useQuery(supconQueries(useSupcon()).models());
}

/** Every collection, by name. */
export function useCollections() {
  return useQuery(supconQueries(useSupcon()).collections());
}

/** Items of a collection, page by page: `fetchNextPage` asks for the next one. */
export function useItems(collection: string, filter?: Filter) {
  return useInfiniteQuery(supconQueries(useSupcon()).itemPages(collection, { filter }));
}

/** One item, with its tag. */
export function useItem(collection: string, id: string) {
  return useQuery(supconQueries(useSupcon()).item(collection, id));
}

/** What is in a picture. @param image undefined while none is chosen: nothing is asked then. */
export function useClassification(image: KeptImage | undefined, options: Classified = {}) {
  return useQuery(supconQueries(useSupcon()).classification(image, options));
}

/** What looks most like a picture, an item or a vector. @param query undefined while there is none: nothing is asked then. */
export function useNeighbours(collection: string, query: FoundBy | undefined) {
  return useQuery(supconQueries(useSupcon()).search(collection, query));
}

/** Every training, newest first. */
export function useRuns() {
  return useQuery(supconQueries(useSupcon()).runs());
}

/** One training, kept up to date. */
export function useRun(id: string) {
  return useQuery(supconQueries(useSupcon()).run(id));
}

/** A job, until it has ended. */
export function useJob(id: string) {
  return useQuery(supconQueries(useSupcon()).job(id));
}
