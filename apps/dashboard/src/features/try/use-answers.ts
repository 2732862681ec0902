import { requestIdOf, type ClassifyResponse, type SearchResponse, type SupconClient } from '@supcon/sdk';
import { useQuery } from '@tanstack/react-query';
import { useSession } from '../../session/session.js';
import type { Picture } from './picture.js';

export const TOP_K = 5;
export const NEIGHBOURS = 12;

/** An answer and how long it took. */
export interface Timed<T> {
  readonly answer: T;
  /** From sending the request to having read the answer, milliseconds. */
  readonly ms: number;
  readonly requestId: string | undefined;
}

/** The classes of a picture. */
export function useClassification(picture: Picture) {
  const { client } = useSession();
  return useQuery({
    queryKey: ['classify', picture.key],
    queryFn: async ({ signal }): Promise<Timed<ClassifyResponse>> => {
      const image = await bytesOf(client, picture, signal);
      return timed(() => client.classify(image, { topK: TOP_K, signal }));
    },
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
}

/** What looks like a picture: for an item of the collection the stored vector is asked with, otherwise the picture. */
export function useNeighbours(picture: Picture, collection: string | undefined) {
  const { client } = useSession();
  return useQuery({
    queryKey: ['neighbours', picture.key, collection],
    queryFn: async ({ signal }): Promise<Timed<SearchResponse>> => {
      const own = picture.kind === 'item' && picture.collection === collection;
      const query = own ? { itemId: picture.item.id, excludeSelf: true } : { image: await bytesOf(client, picture, signal) };
      return timed(() => client.search(collection!, { ...query, k: NEIGHBOURS }, { signal }));
    },
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    enabled: collection !== undefined,
  });
}

async function bytesOf(client: SupconClient, picture: Picture, signal: AbortSignal): Promise<Blob> {
  return picture.kind === 'file' ? picture.file : client.items.thumbnail(picture.collection, picture.item.id, { signal });
}

async function timed<T extends object>(call: () => Promise<T>): Promise<Timed<T>> {
  const begun = performance.now();
  const answer = await call();
  return { answer, ms: performance.now() - begun, requestId: requestIdOf(answer) };
}
