import { useEffect, useMemo, type RefObject } from 'react';
import type { EmbeddingMapHandle } from '../../components/embedding-map/EmbeddingMap.js';
import type { PictureSource } from '../../components/embedding-map/map-scene.js';
import { useSession } from '../../session/session.js';
import { createThumbnailStore } from './thumbnail-store.js';

/** Small pictures of the points of a map, fetched when it wants them. @param ids [N] of each point. */
export function useMapPictures(collection: string, ids: readonly string[], map: RefObject<EmbeddingMapHandle | null>): PictureSource {
  const { client } = useSession();
  const store = useMemo(
    () =>
      createThumbnailStore({
        load: async (at, signal) => createImageBitmap(await client.items.thumbnail(collection, ids[at]!, { signal })),
        onChange: () => map.current?.refresh(),
      }),
    [client, collection, ids, map],
  );
  useEffect(() => () => store.dispose(), [store]);
  return store;
}
