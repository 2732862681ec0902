import type { Logger } from 'pino';
import type { EncoderLease, EncoderLeases } from '../domain/encoder-leases.js';
import { PRODUCTION } from '../domain/model-reference.js';
import type { ModelAlias, ModelRecord, ModelRegistry } from '../domain/model-registry.js';
import { isSameModel, modelNotFound } from '../domain/resolve-model.js';
import { createPool } from '../threads/pool.js';
import { explainUnusable } from './explain-unusable.js';
import type { Serving } from './serving.js';
import { tryEncoder } from './try-encoder.js';

/** Lets another model serve while requests are answered. One switch at a time. */
export interface ProductionSwitch {
  /** Loads the model and tries it, sets the alias, and lets it serve; in this order, so that nothing has changed where one of them fails.
   * @param guard asked last, right before the alias is set: what it throws keeps everything as it is.
   * @throws ServerError BAD_REQUEST, MODEL_NOT_FOUND, MODEL_UNUSABLE, TOO_BUSY, NOT_READY. */
  set(reference: string, guard?: () => Promise<void>): Promise<ModelAlias>;
  /** Does what another process has asked for by setting the alias. @returns whether another model serves now. @throws as `set`. */
  follow(): Promise<boolean>;
}

/** What switching needs. */
export interface ProductionSwitchDeps {
  readonly registry: ModelRegistry;
  readonly encoders: EncoderLeases;
  readonly serving: Serving;
  /** Whether this process serves an artifact that it was started with, whatever the alias says. */
  readonly pinned: boolean;
  readonly now: () => Date;
  readonly logger: Logger;
}

/** Switches that may wait for the one under way. */
const MOST_WAITING = 16;

/** @returns the switch of one server. */
export function createProductionSwitch({ registry, encoders, serving, pinned, now, logger }: ProductionSwitchDeps): ProductionSwitch {
  const oneAtATime = createPool('models to switch to', { concurrent: 1, waiting: MOST_WAITING });

  const prepare = async (model: ModelRecord): Promise<EncoderLease> => {
    const lease = await encoders.lease(model, { resident: true }).catch((error: unknown) => {
      throw explainUnusable(model, error);
    });
    try {
      await tryEncoder(lease);
      return lease;
    } catch (error) {
      lease.release();
      throw explainUnusable(model, error);
    }
  };

  /** @param record is done between trying and serving. */
  const switchTo = async <T>(model: ModelRecord, record: () => Promise<T>): Promise<T> => {
    if (pinned || (serving.model && isSameArtifact(serving.model, model))) return record();
    const lease = await prepare(model);
    const recorded = await record().catch((error: unknown) => {
      lease.release();
      throw error;
    });
    const before = serving.model;
    serving.replace(lease);
    logger.info({ model: titleOf(model), before: before && titleOf(before) }, `${titleOf(model)} serves from now on, as ${PRODUCTION}`);
    return recorded;
  };

  return {
    set: (reference, guard) =>
      oneAtATime.run(async () => {
        const model = await registry.resolve(reference);
        if (!model) throw modelNotFound(reference, { models: await registry.list() });
        return switchTo(model, async () => {
          await guard?.();
          return registry.setAlias(PRODUCTION, `${model.name}/${model.version}`, now());
        });
      }),
    follow: () =>
      oneAtATime.run(async () => {
        const alias = (await registry.aliases()).find((known) => known.alias === PRODUCTION);
        if (!alias || pinned || (serving.model && isSameModel(serving.model, alias))) return false;
        const model = await registry.resolve(PRODUCTION);
        if (!model) throw modelNotFound(`${alias.name}/${alias.version}`, { models: await registry.list() });
        await switchTo(model, () => Promise.resolve());
        return true;
      }),
  };
}

/** An artifact that was frozen again in the place of another one is another encoder. */
function isSameArtifact(one: ModelRecord, other: ModelRecord): boolean {
  return isSameModel(one, other) && one.location === other.location;
}

function titleOf({ name, version }: Pick<ModelRecord, 'name' | 'version'>): string {
  return `${name}/${version}`;
}
