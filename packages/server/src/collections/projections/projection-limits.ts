import { count, roomSettings } from '../../domain/settings.js';
import type { ProjectionMethod } from './projection-plan.js';

const MIB = 1024 * 1024;

/** How much is laid out and kept. */
export interface ProjectionLimits {
  /** Items of a picture, at most, by method; of a larger collection a sample. */
  readonly items: Readonly<Record<ProjectionMethod, number>>;
  /** Of all pictures that are kept, bytes. */
  readonly cacheBytes: number;
}

/** How projections are set from outside. PCA takes 8 bytes an item and component. UMAP and t-SNE compare all pairs: of 20,000 items in half a minute, of 3,000 with three tables of 72 MB. */
export const projectionSettings = roomSettings(
  {
    SUPCON_PCA_ITEMS: count(100, 1_000_000).default(100_000),
    SUPCON_UMAP_ITEMS: count(100, 100_000).default(20_000),
    SUPCON_TSNE_ITEMS: count(100, 10_000).default(3000),
    SUPCON_PROJECTION_BYTES: count(MIB, Number.MAX_SAFE_INTEGER).default(256 * MIB),
  },
  (s): ProjectionLimits => ({
    items: { pca: s.SUPCON_PCA_ITEMS, umap: s.SUPCON_UMAP_ITEMS, tsne: s.SUPCON_TSNE_ITEMS },
    cacheBytes: s.SUPCON_PROJECTION_BYTES,
  }),
);
