import type { SupconClient } from '@supcon/sdk';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { itemsKey } from '../../entities/collection/items-key.js';
import { useSession } from '../../session/session.js';
import { bestSource, filterParts, pathInCollection, possibleRoots, type PictureSource } from './picture-source.js';

/** Pictures that tell where the others are. */
const PROBED = 12;

/** Items of a collection by their paths in what it was filled from. */
export async function itemsByPath(client: SupconClient, collection: string, paths: readonly string[], signal?: AbortSignal) {
  const pages = await Promise.all(
    filterParts(paths).map((part) =>
      client.items.page(collection, { filter: { field: 'metadata.path', in: part }, limit: 1000 }, signal ? { signal } : {}),
    ),
  );
  return new Map(pages.flatMap(({ items }) => items.map((item) => [String(item.metadata['path']), item] as const)));
}

/** Where the pictures of a run can be seen; null where no collection has them.
 * @param collections that may have them; nothing is asked while they are not known. */
export function usePictureSource(run: string, pictures: readonly string[], collections: readonly string[] | undefined) {
  const { client } = useSession();
  const probed = pictures.slice(0, PROBED);
  return useQuery({
    queryKey: ['picture-source', run, probed, collections],
    queryFn: async ({ signal }): Promise<PictureSource | null> => {
      const paths = possibleRoots(probed).flatMap((root) => probed.flatMap((picture) => pathInCollection(picture, root) ?? []));
      const found = await Promise.all(
        collections!.map(async (collection) => ({
          collection,
          paths: new Set((await itemsByPath(client, collection, [...new Set(paths)], signal)).keys()),
        })),
      );
      return bestSource(probed, found) ?? null;
    },
    enabled: collections !== undefined && probed.length > 0,
    // A collection more is no reason to show nothing meanwhile.
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

/** The items of some pictures of a run, by their paths in its data; undefined until they are known. */
export function useItemsOfPictures(source: PictureSource | null | undefined, pictures: readonly string[]) {
  const { client } = useSession();
  return useQuery({
    queryKey: [...itemsKey(source?.collection ?? ''), 'by-path', source?.root, pictures],
    queryFn: async ({ signal }) => {
      const { collection, root } = source!;
      const wanted = pictures.flatMap((picture) => {
        const path = pathInCollection(picture, root);
        return path === undefined ? [] : [{ picture, path }];
      });
      const items = await itemsByPath(
        client,
        collection,
        wanted.map(({ path }) => path),
        signal,
      );
      return new Map(wanted.flatMap(({ picture, path }) => (items.has(path) ? [[picture, items.get(path)!] as const] : [])));
    },
    enabled: source !== undefined && source !== null,
  });
}
