import { CoreError } from '@supcon/core/errors';
import type { Logger } from 'pino';
import type { DriftReferences, ModelReference } from '../domain/drift-references.js';
import { driftKey, type DriftStore } from '../domain/drift-store.js';
import { ServerError } from '../domain/errors.js';
import type { ModelRecord, ModelRegistry } from '../domain/model-registry.js';
import { modelNotFound } from '../domain/resolve-model.js';
import { assessDrift } from './assess-drift.js';
import { describeDrift, type Assessed } from './describe-drift.js';
import { createDriftRecorder } from './drift-recorder.js';
import type { FollowedDrift } from './drift-service.js';
import type { DriftOptions } from './drift-settings.js';
import { sumBlocks } from './drift-window.js';
import { guideOf } from './example-drive.js';
import { createExampleKeeper } from './example-keeper.js';

/** What following drift needs. */
export interface FollowDriftDeps {
  readonly store: DriftStore;
  readonly references: DriftReferences;
  readonly registry: Pick<ModelRegistry, 'resolve' | 'list'>;
  /** @throws ServerError NO_MODEL. */
  readonly requireModel: () => ModelRecord;
  /** A small JPEG of a picture. */
  readonly thumbnail: (bytes: Uint8Array) => Promise<Uint8Array>;
  readonly options: DriftOptions;
  readonly newId: () => string;
  readonly now: () => Date;
  readonly logger: Logger;
}

/** Of a full window: it moves on by so much at a time. */
const BLOCKS_OF_WINDOW = 20;
const HOUR_MS = 3_600_000;
/** References that are held in memory. */
const MOST_REFERENCES = 16;
/** Nothing ended or was seen before. */
const NEVER = '';

/** Adds up what models see, holds it against what they were set on, and keeps examples where that is wished. One a process; several may share a store. */
export function followDrift({
  store,
  references,
  registry,
  requireModel,
  thumbnail,
  options,
  newId,
  now,
  logger,
}: FollowDriftDeps): FollowedDrift {
  const clock = (): string => now().toISOString();
  const oldest = (): string => new Date(now().getTime() - options.hours * HOUR_MS).toISOString();
  const bounds = { pictures: options.examples, bytes: options.exampleBytes };
  const keeper = options.examples > 0 ? createExampleKeeper({ store, bounds, thumbnail, newId, now: clock, logger }) : undefined;
  const known = new Map<string, ModelReference>();

  const referenceOf = async (model: ModelRecord): Promise<ModelReference> => {
    const key = driftKey(model);
    const found = known.get(key);
    if (found) return found;
    const loaded = await references.load(model).catch((error: unknown) => {
      throw unusable(model, error);
    });
    if (known.size >= MOST_REFERENCES) known.delete(known.keys().next().value!);
    known.set(key, loaded);
    return loaded;
  };

  const assess = async (model: ModelRecord): Promise<Assessed> => {
    const reference = await referenceOf(model);
    const blocks = await store.blocks(model, { pictures: options.pictures, since: oldest() });
    const window = sumBlocks(blocks, { embeddingSize: model.embeddingSize, classes: model.labels.length });
    const assessment = assessDrift(reference, window);
    const { embeddings, confidence, unknown, labels } = assessment;
    const standing = await store.settle(
      model,
      { embeddings: embeddings.verdict, confidence: confidence.verdict, unknown: unknown.verdict, labels: labels.verdict },
      clock(),
    );
    // What has left the window is not needed any more.
    await store.forget({ blocks: blocks.at(-1)?.ended ?? NEVER, examples: window.since ?? NEVER }, model);
    await keeper?.guide(model, guideOf(reference.drift, window));
    return { model, reference, window, assessment, standing };
  };

  const recorder = createDriftRecorder({
    ...{ store, newId, now: clock, logger },
    blockPictures: Math.max(1, Math.ceil(options.pictures / BLOCKS_OF_WINDOW)),
    onBlock: async (model) => {
      const { assessment } = await assess(model);
      for (const [measure, { verdict, why }] of Object.entries(assessment)) sayChange(model, measure, verdict, why);
    },
  });

  const said = new Map<string, string>();
  const sayChange = (model: ModelRecord, measure: string, verdict: string, why: string): void => {
    const key = `${driftKey(model)} ${measure}`;
    const before = said.get(key);
    said.set(key, verdict);
    if (verdict !== before && (verdict === 'alarm' || before === 'alarm'))
      logger[verdict === 'alarm' ? 'warn' : 'info'](
        { model: `${model.name}/${model.version}`, measure, verdict },
        `drift of ${measure} is ${verdict === 'alarm' ? 'an alarm' : 'no alarm any more'}: ${why}`,
      );
  };

  const report: FollowedDrift['report'] = async ({ model: reference } = {}) => {
    const model = reference === undefined ? requireModel() : await registry.resolve(reference);
    if (!model) throw modelNotFound(reference!, { models: await registry.list() });
    await recorder.flush(model);
    await keeper?.settled();
    const assessed = await assess(model);
    const { pictures, since, until } = assessed.window;
    const grave = Object.entries(assessed.assessment).filter(([, { verdict }]) => verdict === 'watch' || verdict === 'alarm');
    const examples = keeper ? await store.examples(model) : [];
    return {
      ...describeDrift(assessed),
      window: { pictures, since, until, mostPictures: options.pictures, mostHours: options.hours },
      examples: { kept: options.examples, shown: examples.filter(({ measure }) => grave.some(([name]) => name === measure)) },
    };
  };

  return {
    observer: {
      wantsPictures: keeper !== undefined,
      saw: (model, picture) => {
        if (options.pictures === 0) return;
        recorder.saw(model, picture);
        keeper?.consider(model, picture);
      },
    },
    report,
    example: async (id) => {
      const jpeg = await store.thumbnail(id);
      if (!jpeg)
        throw new ServerError(
          'EXAMPLE_NOT_FOUND',
          `there is no example '${id}': it has left the window, or none are kept (SUPCON_DRIFT_EXAMPLES)`,
        );
      return jpeg;
    },
    measured: async () => {
      try {
        if (options.pictures === 0) return undefined;
        const { measures, window } = await report();
        return { pictures: window.pictures, measures };
      } catch (error) {
        logger.debug({ err: error }, 'drift cannot be told now');
        return undefined;
      }
    },
    keepUp: async () => {
      try {
        await recorder.flush();
        // Without the setting examples of before are not kept any longer either.
        await store.forget({ blocks: oldest(), examples: keeper ? oldest() : clock() });
      } catch (error) {
        logger.warn({ err: error }, 'what is too old for drift could not be let go of');
      }
    },
    close: async () => {
      await recorder.flush();
      await keeper?.settled();
    },
  };
}

/** What may be known of an artifact that is damaged or gone: no folder of this machine. */
function unusable({ name, version, location }: ModelRecord, error: unknown): unknown {
  if (!(error instanceof CoreError)) return error;
  const title = `${name}/${version}`;
  const reason = error.message.replaceAll(location, title);
  return new ServerError('MODEL_UNUSABLE', `what pictures of the model ${title} are compared with cannot be read: ${reason}`, {
    cause: error,
  });
}
