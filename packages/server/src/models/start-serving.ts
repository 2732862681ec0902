import type { Logger } from 'pino';
import type { EncoderLease, EncoderLeases } from '../domain/encoder-leases.js';
import { PRODUCTION } from '../domain/model-reference.js';
import type { ModelRecord, ModelRegistry } from '../domain/model-registry.js';
import { chooseProduction, type HeldVectors } from './choose-production.js';

/** What decides which model serves. */
export interface StartServingOptions {
  readonly registry: ModelRegistry;
  readonly encoders: EncoderLeases;
  /** Serves in this process whatever the alias says; nothing is recorded. */
  readonly override?: ModelRecord | undefined;
  /** The collections that there are. */
  readonly collections: readonly (HeldVectors & { readonly name: string })[];
  readonly now: Date;
  readonly logger: Logger;
}

/** Loads the model that serves: the one that `production` names, and no other because it is newer. Where nobody has set the alias yet one is chosen,
 * and recorded once it is loaded. Says in the log which collections lack their model.
 * @throws what loading throws, e.g. CoreError BAD_ARTIFACT. */
export async function startServing(options: StartServingOptions): Promise<EncoderLease | { readonly reason: string }> {
  const { registry, encoders, override, collections, logger } = options;
  const models = await registry.list();
  warnOfLostModels(models, collections, logger);
  if (override) return encoders.lease(override, { resident: true });
  const alias = (await registry.aliases()).find((known) => known.alias === PRODUCTION);
  if (!alias) return chooseFirst(models, options);
  const model = await registry.resolve(PRODUCTION);
  if (!model) {
    const lost = `${PRODUCTION} is ${alias.name}/${alias.version} (encoder ${alias.encoderHash.slice(0, 12)}), whose artifact is not there any more`;
    const reason = `${lost}; put it back, or let another model serve with supcon-server alias ${PRODUCTION} MODEL`;
    logger.error({ models: models.map(titleOf) }, reason);
    return { reason };
  }
  const lease = await encoders.lease(model, { resident: true });
  logger.info({ model: titleOf(model) }, `${titleOf(model)} serves, as ${PRODUCTION}`);
  return lease;
}

async function chooseFirst(
  models: readonly ModelRecord[],
  options: StartServingOptions & { readonly damaged?: Error },
): Promise<EncoderLease | { readonly reason: string }> {
  const { registry, encoders, collections, now, logger } = options;
  const chosen = chooseProduction(models, collections);
  if (!chosen && options.damaged !== undefined) throw options.damaged;
  if (!chosen) {
    logger.warn('there is no artifact yet: classify, embed and new collections answer NO_MODEL until there is one');
    return { reason: 'there is no model yet; train one with supcon train, and the server takes it up' };
  }
  const { model, items } = chosen;
  let lease: EncoderLease;
  try {
    lease = await encoders.lease(model, { resident: true });
  } catch (error) {
    // What collections were made with is not given up for another one without a word from anybody.
    if (items > 0) throw error;
    logger.error({ err: error, model: titleOf(model) }, `${titleOf(model)} cannot be loaded; the next older model is tried`);
    return chooseFirst(
      models.filter((other) => other !== model),
      { ...options, damaged: options.damaged ?? (error as Error) },
    );
  }
  const why = items > 0 ? `${items} items of the collections were made with it` : 'it is the newest';
  try {
    await registry.setAlias(PRODUCTION, `${model.name}/${model.version}`, now);
    logger.info({ model: titleOf(model) }, `${titleOf(model)} serves from now on, as ${PRODUCTION}: ${why}`);
  } catch (error) {
    // A folder that may only be read serves as well.
    logger.warn({ err: error, model: titleOf(model) }, `${titleOf(model)} serves (${why}), but could not be recorded as ${PRODUCTION}`);
  }
  return lease;
}

function warnOfLostModels(models: readonly ModelRecord[], collections: StartServingOptions['collections'], logger: Logger): void {
  const there = new Set(models.map(({ encoderHash }) => encoderHash));
  const lost = collections.flatMap(({ name, encoderHash }) => (there.has(encoderHash) ? [] : [name]));
  if (lost.length > 0)
    logger.warn(
      { collections: lost },
      'the artifacts that these collections were made with are not there: only search by item and vector works',
    );
}

function titleOf({ name, version }: ModelRecord): string {
  return `${name}/${version}`;
}
