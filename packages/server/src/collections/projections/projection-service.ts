import type { Logger } from 'pino';
import { ServerError } from '../../domain/errors.js';
import type { CollectionRecord, ItemStore } from '../../domain/item-store.js';
import type { CollectionRegistry } from '../collection-registry.js';
import { makeDerived, presentRecord, replacedMeanwhile } from '../derived/make-derived.js';
import { computeProjection, MOST_FITTED } from './compute-projection.js';
import type { ProjectionCache } from './projection-cache.js';
import type { KeptProjection } from './projection-file.js';
import type { ProjectionLimits } from './projection-limits.js';
import { planProjection, type ProjectionPlan, type ProjectionRequest } from './projection-plan.js';

/** A picture of a collection, and how that stands now. */
export interface ShownProjection extends KeptProjection {
  /** The last change of the collection. */
  readonly lastSeq: number;
  /** Whether the collection has changed since. */
  readonly outdated: boolean;
}

/** Pictures of collections: their vectors in two or three dimensions. */
export interface ProjectionService {
  /** The newest picture that there is. One of PCA is computed on the spot where there is none of the present state.
   * @throws ServerError BAD_REQUEST, COLLECTION_NOT_FOUND; PROJECTION_NOT_FOUND where UMAP or t-SNE has not been asked for; TOO_BUSY. */
  newest(collection: string, request: ProjectionRequest): Promise<ShownProjection>;
  /** Computes a picture of the present state, unless there is one.
   * @param wanted the collection's number: another of its name is not meant.
   * @throws ServerError COLLECTION_NOT_FOUND, BAD_REQUEST; what aborted the signal. */
  compute(
    wanted: { readonly collection: string; readonly number: number; readonly plan: ProjectionPlan },
    options: { readonly signal: AbortSignal; readonly onProgress: (done: number, total: number) => void },
  ): Promise<ShownProjection>;
  /** Ends what is being computed on the spot. */
  close(): void;
}

/** What it works on. */
export interface ProjectionServiceDeps {
  readonly registry: Pick<CollectionRegistry, 'get'>;
  readonly store: Pick<ItemStore, 'collection' | 'collections' | 'changes'>;
  readonly cache: ProjectionCache;
  readonly limits: ProjectionLimits;
  readonly requireRoom: () => Promise<void>;
  readonly logger: Logger;
  /** ISO 8601. */
  readonly now: () => string;
}

/** Pictures that are computed or wait for that while their askers do. */
const MOST_AT_ONCE = 4;

/** Pictures of the collections of a store. */
export function createProjectionService({
  registry,
  store,
  cache,
  limits,
  requireRoom,
  logger,
  now,
}: ProjectionServiceDeps): ProjectionService {
  const closing = new AbortController();
  const underWay = new Map<string, Promise<KeptProjection>>();
  let turn: Promise<unknown> = Promise.resolve();

  const recordOf = (name: string): Promise<CollectionRecord> => presentRecord({ registry, store }, name);
  const make = (
    record: CollectionRecord,
    plan: ProjectionPlan,
    { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress?: (done: number, total: number) => void },
  ): Promise<KeptProjection> =>
    makeDerived({ store, requireRoom, logger }, record, {
      signal,
      compute: async (ending) => {
        const told = onProgress ? { onProgress } : {};
        const maxItems = limits.items[plan.method];
        const projection = await computeProjection({ store, record, plan, maxItems, now, ...told, signal: ending });
        return { ...projection, seq: projection.description.seq };
      },
      keep: (projection, numbers) => cache.keep(record, projection, numbers),
      drop: () => cache.drop(record.number),
    });
  /** One after the other, and each picture once, however many ask for it. */
  const onTheSpot = (record: CollectionRecord, plan: ProjectionPlan): Promise<KeptProjection> => {
    const key = JSON.stringify([record.number, record.lastSeq, plan]);
    const running = underWay.get(key);
    if (running) return running;
    if (underWay.size >= MOST_AT_ONCE)
      throw new ServerError('TOO_BUSY', `${MOST_AT_ONCE} projections are being computed already; try again`, { retryAfterSeconds: 5 });
    const made = turn.then(() => make(record, plan, { signal: closing.signal })).finally(() => underWay.delete(key));
    turn = made.catch(() => undefined);
    underWay.set(key, made);
    return made;
  };
  const shown = (kept: KeptProjection, { lastSeq }: CollectionRecord): ShownProjection => ({
    ...kept,
    lastSeq: Math.max(lastSeq, kept.description.seq),
    outdated: kept.description.seq < lastSeq,
  });

  return {
    newest: async (name, request) => {
      const record = await recordOf(name);
      const asked = planProjection(request);
      const isWhole = asked.method === 'pca' && record.items <= Math.min(MOST_FITTED, limits.items.pca);
      // Where nothing is drawn, one picture serves every seed.
      const plan = isWhole ? { ...asked, seed: 0 } : asked;
      const kept = await cache.newest(record, plan);
      if (kept && (plan.method !== 'pca' || kept.description.seq >= record.lastSeq)) return shown(kept, record);
      if (plan.method === 'pca') return shown(await onTheSpot(record, plan), record);
      throw new ServerError(
        'PROJECTION_NOT_FOUND',
        `there is no such picture of '${record.name}' by ${plan.method} yet; ask for one with POST /v1/collections/${record.name}/projection`,
      );
    },
    compute: async ({ collection, number, plan }, options) => {
      const record = await recordOf(collection);
      if (record.number !== number) throw replacedMeanwhile(collection);
      const kept = await cache.newest(record, plan);
      if (kept && kept.description.seq >= record.lastSeq) return shown(kept, record);
      return shown(await make(record, plan, options), record);
    },
    close: () => closing.abort(new ServerError('NOT_READY', 'this server closes; ask another one', { retryAfterSeconds: 1 })),
  };
}
