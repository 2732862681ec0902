import type { EncoderLeases, EncoderMemory } from '../domain/encoder-leases.js';
import { ServerError } from '../domain/errors.js';
import type { CollectionRecord } from '../domain/item-store.js';
import { PRODUCTION, requireModelAlias } from '../domain/model-reference.js';
import type { ModelAlias, ModelRecord, ModelRegistry } from '../domain/model-registry.js';
import { isSameModel, modelNotFound } from '../domain/resolve-model.js';
import { createSerialQueue } from '../threads/serial-queue.js';
import { newerModels } from './choose-production.js';
import type { AliasDescription, ModelDescription, ModelService } from './model-service.js';
import type { ModelTransfer } from './model-transfer.js';
import type { Serving } from './serving.js';
import type { ProductionSwitch } from './switch-production.js';

/** What managing models needs. */
export interface ModelServiceDeps {
  readonly registry: ModelRegistry;
  readonly serving: Serving;
  readonly encoders: Pick<EncoderLeases, 'memoryOf'>;
  readonly production: Pick<ProductionSwitch, 'set'>;
  readonly collections: () => Promise<readonly Pick<CollectionRecord, 'name' | 'encoderHash'>[]>;
  /** Names of the collections that are getting vectors of an encoder, or wait for them. */
  readonly collectionsGetting: (encoderHash: string) => Promise<readonly string[]>;
  /** Lets go of what is kept of a model that is gone. */
  readonly forgetModel: (model: ModelRecord) => Promise<void>;
  readonly transfer: ModelTransfer;
  readonly now: () => Date;
}

/** @returns the models of one server. */
export function createModelService(deps: ModelServiceDeps): ModelService {
  const { registry, serving, encoders, production, collections, collectionsGetting, forgetModel, transfer, now } = deps;
  const describe = ({ alias, name, version, encoderHash, previous, setAt }: ModelAlias): AliasDescription => ({
    alias,
    model: { name, version },
    previous: previous ? { name: previous.name, version: previous.version } : null,
    setAt,
    active: serving.model !== undefined && isSameModel(serving.model, { name, version, encoderHash }),
  });
  /** Deleting models, and letting aliases stand for them: what one has looked at stays so until it is done. */
  const inTurn = createSerialQueue();
  const setAlias = async (alias: string, reference: string): Promise<AliasDescription> =>
    describe(
      // Loading and trying a model takes seconds; what is deleted meanwhile it finds by itself.
      alias === PRODUCTION ? await production.set(reference) : await inTurn(() => registry.setAlias(alias, reference, now())),
    );
  const find = async (alias: string): Promise<ModelAlias> => {
    requireModelAlias(alias);
    const aliases = await registry.aliases();
    const found = aliases.find((known) => known.alias === alias);
    if (found) return found;
    const there = aliases.length === 0 ? 'there is none yet' : `there are ${aliases.map((known) => known.alias).join(', ')}`;
    throw new ServerError('MODEL_NOT_FOUND', `there is no alias '${alias}': ${there}`);
  };

  const list = async (): Promise<ModelDescription[]> => {
    const [aliases, listed] = [await registry.aliases(), await registry.list()];
    const active = serving.model;
    // One whose artifact was deleted behind the server's back still answers.
    const models = active === undefined || listed.some((model) => isActive(model, active)) ? listed : [active, ...listed];
    const offered = active === undefined ? [] : newerModels(models, active);
    return models.map((model) => ({
      ...describeModel(model, encoders.memoryOf(model)),
      active: active !== undefined && isActive(model, active),
      offered: offered.includes(model),
      aliases: aliases.flatMap((alias) => (isSameModel(alias, model) ? [alias.alias] : [])),
    }));
  };

  return {
    list,
    receive: async (incoming) => {
      const { name, version } = await transfer.receive(incoming);
      const models = await list();
      const model = models.find((known) => known.name === name && known.version === version);
      // Somebody has deleted it already.
      if (!model) throw modelNotFound(`${name}/${version}`, { models: await registry.list() });
      return model;
    },
    pack: (name, version) => transfer.pack(name, version),
    aliases: async () => (await registry.aliases()).map(describe),
    setAlias,
    rollBackAlias: async (alias) => {
      const { previous } = await find(alias);
      if (!previous) throw new ServerError('MODEL_NOT_FOUND', `the alias '${alias}' has stood for one model only; set it to another`);
      // By its hash: another artifact may have its name and version by now.
      const model = (await registry.list()).find((known) => isSameModel(known, previous));
      if (!model)
        throw new ServerError(
          'MODEL_NOT_FOUND',
          `the alias '${alias}' stood for ${previous.name}/${previous.version} (encoder ${previous.encoderHash.slice(0, 12)}) before, whose artifact is not there any more; put it back, or set the alias`,
        );
      return setAlias(alias, `${model.name}/${model.version}`);
    },
    removeAlias: async (alias) => {
      await find(alias);
      if (alias === PRODUCTION)
        throw new ServerError('MODEL_IN_USE', `the alias '${PRODUCTION}' says which model serves; let it stand for another one instead`);
      await registry.removeAlias(alias);
    },
    remove: (name, version) =>
      inTurn(async () => {
        const models = await registry.list();
        const model = models.find((known) => known.name === name && known.version === version);
        if (!model) throw modelNotFound(`${name}/${version}`, { models });
        const title = `${name}/${version}`;
        const named = (await registry.aliases()).filter((alias) => isSameModel(alias, model)).map(({ alias }) => `'${alias}'`);
        if (named.length > 0)
          throw new ServerError(
            'MODEL_IN_USE',
            `the model ${title} is what ${named.join(' and ')} stands for; let that stand for another first`,
          );
        if (serving.model && isActive(model, serving.model))
          throw new ServerError('MODEL_IN_USE', `the model ${title} serves; let '${PRODUCTION}' stand for another first`);
        const isLast = models.every((other) => other === model || other.encoderHash !== model.encoderHash);
        const held = isLast ? (await collections()).filter(({ encoderHash }) => encoderHash === model.encoderHash) : [];
        if (held.length > 0)
          throw new ServerError(
            'MODEL_IN_USE',
            `the collection '${held[0]!.name.split('~', 1)[0]}'${held.length > 1 ? ` and ${held.length - 1} more hold` : ' holds'} vectors of the model ${title}; delete what holds them, or compute them anew with another model, first`,
          );
        const getting = isLast ? await collectionsGetting(model.encoderHash) : [];
        if (getting.length > 0)
          throw new ServerError(
            'MODEL_IN_USE',
            `the collection '${getting[0]!}' is getting vectors of the model ${title} (GET /v1/jobs); wait for that, or cancel the job first`,
          );
        if (!(await registry.remove(model))) throw modelNotFound(title, { models: await registry.list() });
        // The model is gone already: what cannot be let go now is when something is kept the next time.
        await forgetModel(model).catch(() => undefined);
      }),
  };
}

/** An artifact that was frozen again in the place of another one is another encoder. */
function isActive({ location, encoderHash }: ModelRecord, active: ModelRecord): boolean {
  return location === active.location && encoderHash === active.encoderHash;
}

function describeModel(record: ModelRecord, memory: EncoderMemory | undefined): Omit<ModelDescription, 'active' | 'offered' | 'aliases'> {
  const { name, version, createdAt, embeddingSize, imageSize, precision, quantization, labels, recipe, metrics } = record;
  return {
    ...{ name, version, createdAt, embeddingSize, imageSize, precision, labels, recipe, metrics },
    ...(quantization ? { quantization } : {}),
    ...(memory ? { memory } : {}),
  };
}
