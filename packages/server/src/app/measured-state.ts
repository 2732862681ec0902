import type { CollectionGallery } from '../collections/collection-gallery.js';
import type { CollectionRegistry } from '../collections/collection-registry.js';
import type { DriftService } from '../drift/drift-service.js';
import type { MeasuredState } from '../domain/measures.js';
import type { ModelRegistry } from '../domain/model-registry.js';
import type { Recogniser } from '../models/recogniser.js';
import type { Serving } from '../models/serving.js';

/** Each is a label of its own. */
const MOST_ALIASES = 100;

/** Looks at how a server stands. */
export async function measuredState({
  serving,
  models,
  registry,
  recogniser,
  collections,
  drift,
}: {
  readonly serving: Pick<Serving, 'model'>;
  readonly models: Pick<ModelRegistry, 'aliases'>;
  readonly registry: Pick<CollectionRegistry, 'list'>;
  readonly recogniser: Pick<Recogniser, 'readiness'>;
  readonly collections: Pick<CollectionGallery, 'readiness'>;
  readonly drift: Pick<DriftService, 'measured'>;
}): Promise<MeasuredState> {
  const checks = [...(await recogniser.readiness()), ...(await collections.readiness())];
  return {
    ready: checks.every(({ ok }) => ok),
    model: serving.model,
    drift: await drift.measured(),
    aliases: (await models.aliases()).slice(0, MOST_ALIASES).map(({ alias, name, version }) => ({ alias, model: { name, version } })),
    collections: (await registry.list()).map(({ record: { name, items }, collection: { state } }) => ({
      ...{ name, items, ready: state.status === 'ready', tombstones: state.tombstones, check: state.check ?? undefined },
    })),
  };
}
