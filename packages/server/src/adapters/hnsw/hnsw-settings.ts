import { z } from 'zod';
import { count, roomSettings } from '../../domain/settings.js';
import { ENGINE_NAMES } from './graph-engines.js';
import { usearchFault } from './usearch-graph.js';
import { DEFAULT_HNSW, type HnswParameters } from './hnsw-graph.js';

/** How the index is set from outside. */
export const hnswSettings = roomSettings(
  {
    // Loaded only where it is chosen: a server on hnswlib does without.
    SUPCON_INDEX: z
      .enum(ENGINE_NAMES)
      .default(DEFAULT_HNSW.engine)
      .superRefine((engine, context) => {
        const fault = engine === 'usearch' ? usearchFault() : undefined;
        if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
      }),
    SUPCON_EXACT_UP_TO: count(0, 1_000_000).default(DEFAULT_HNSW.exactUpTo),
    SUPCON_EF: count(1, 100_000).default(DEFAULT_HNSW.ef),
    SUPCON_EF_MAX: count(1, 100_000).default(DEFAULT_HNSW.efMax),
    SUPCON_RECALL: z.coerce.number().min(0).max(1).default(DEFAULT_HNSW.recall),
  },
  (s): HnswParameters => ({
    ...DEFAULT_HNSW,
    engine: s.SUPCON_INDEX,
    exactUpTo: s.SUPCON_EXACT_UP_TO,
    ef: s.SUPCON_EF,
    efMax: Math.max(s.SUPCON_EF, s.SUPCON_EF_MAX),
    recall: s.SUPCON_RECALL,
  }),
);
