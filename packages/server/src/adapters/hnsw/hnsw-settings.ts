import { count, roomSettings } from '../../domain/settings.js';
import { DEFAULT_HNSW, type HnswParameters } from './hnsw-graph.js';

/** How the index is set from outside. */
export const hnswSettings = roomSettings(
  {
    SUPCON_EXACT_UP_TO: count(0, 1_000_000).default(DEFAULT_HNSW.exactUpTo),
    SUPCON_EF: count(1, 100_000).default(DEFAULT_HNSW.ef),
  },
  (s): HnswParameters => ({ ...DEFAULT_HNSW, exactUpTo: s.SUPCON_EXACT_UP_TO, ef: s.SUPCON_EF }),
);
