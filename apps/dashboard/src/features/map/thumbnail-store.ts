import type { PictureSource } from '../../components/embedding-map/map-scene.js';

/** Where small pictures come from. */
export interface ThumbnailStoreOptions {
  /** Of a point; refused where it has none. */
  readonly load: (at: number, signal: AbortSignal) => Promise<ImageBitmap>;
  /** One has come. */
  readonly onChange: () => void;
  /** Pictures that are kept, at most. */
  readonly most?: number;
}

/** Pictures that are fetched at once. */
const AT_ONCE = 6;
const MOST_KEPT = 400;

/** Small pictures of points, fetched when they are wanted and no longer than that; those that were wanted last are kept. `dispose` ends what is being fetched and lets go of all. */
export function createThumbnailStore({
  load,
  onChange,
  most = MOST_KEPT,
}: ThumbnailStoreOptions): PictureSource & { readonly dispose: () => void } {
  const kept = new Map<number, ImageBitmap>();
  const failed = new Set<number>();
  const loading = new Map<number, AbortController>();
  let wanted: number[] = [];

  const next = (): void => {
    while (loading.size < AT_ONCE) {
      const at = wanted.find((each) => !kept.has(each) && !failed.has(each) && !loading.has(each));
      if (at === undefined) return;
      const controller = new AbortController();
      loading.set(at, controller);
      load(at, controller.signal)
        .then(
          (image) => {
            if (controller.signal.aborted) {
              image.close();
              return;
            }
            kept.set(at, image);
            onChange();
          },
          () => {
            if (!controller.signal.aborted) failed.add(at);
          },
        )
        .finally(() => {
          if (loading.get(at) === controller) loading.delete(at);
          if (!controller.signal.aborted) next();
        });
    }
  };
  return {
    image: (at) => kept.get(at),
    want: (points) => {
      wanted = [...points];
      const now = new Set(wanted);
      for (const [at, controller] of loading) {
        if (now.has(at)) continue;
        controller.abort();
        loading.delete(at);
      }
      // Those that are wanted now come last, so that others go first.
      for (const at of wanted) {
        const image = kept.get(at);
        if (!image) continue;
        kept.delete(at);
        kept.set(at, image);
      }
      for (const [at, image] of kept) {
        if (kept.size <= most || now.has(at)) break;
        image.close();
        kept.delete(at);
      }
      next();
    },
    dispose: () => {
      wanted = [];
      for (const controller of loading.values()) controller.abort();
      for (const image of kept.values()) image.close();
      kept.clear();
    },
  };
}
