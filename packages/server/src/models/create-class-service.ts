import type { ClassEditor } from '../domain/class-editor.js';
import type { EncoderLease, EncoderLeases } from '../domain/encoder-leases.js';
import { ServerError } from '../domain/errors.js';
import { PRODUCTION } from '../domain/model-reference.js';
import type { ModelRecord, ModelRegistry } from '../domain/model-registry.js';
import { isSameModel, modelNotFound } from '../domain/resolve-model.js';
import type { Turn } from '../domain/turn.js';
import { createPool } from '../threads/pool.js';
import { requireAbsent, requireChangeable, requireClassPictures, requirePresent } from './class-rules.js';
import type { ClassList, ClassService } from './class-service.js';
import { explainUnusable } from './explain-unusable.js';
import type { PictureSource } from './recogniser.js';
import type { Serving } from './serving.js';
import type { ProductionSwitch } from './switch-production.js';

/** What changing classes needs. */
export interface ClassServiceDeps {
  readonly registry: ModelRegistry;
  readonly serving: Serving;
  readonly production: Pick<ProductionSwitch, 'set'>;
  readonly encoders: Pick<EncoderLeases, 'lease'>;
  readonly editor: Pick<ClassEditor, 'change'>;
  /** Whether the model that serves does so whatever the alias says. */
  readonly pinned: boolean;
  /** @throws ServerError STORAGE_FULL when there is no room for more. */
  readonly requireRoom: () => Promise<void>;
  readonly now: () => Date;
}

/** A model, and the alias that led to it. */
interface Base {
  readonly model: ModelRecord;
  readonly alias: string | undefined;
}

/** Changes that may wait for the one under way. */
const MOST_WAITING = 16;

/** @returns the classes of the models of one server. */
export function createClassService(deps: ClassServiceDeps): ClassService {
  const { registry, serving, production, encoders, editor, pinned, requireRoom, now } = deps;
  const oneAtATime = createPool('changes of classes', { concurrent: 1, waiting: MOST_WAITING });

  const find = async (reference: string | undefined): Promise<Base> => {
    if (reference === undefined) return { model: serving.requireModel(), alias: pinned ? undefined : PRODUCTION };
    const model = await registry.resolve(reference);
    if (!model) throw modelNotFound(reference, { models: await registry.list() });
    const named = (await registry.aliases()).find(({ alias }) => alias === reference);
    return { model, alias: named && isSameModel(named, model) ? named.alias : undefined };
  };

  /** The encoder of a model, which is in memory already where it serves. */
  const withEncoder = async <T>(model: ModelRecord, work: (lease: Pick<EncoderLease, 'encoder' | 'model'>) => Promise<T>): Promise<T> => {
    if (serving.model && isSameModel(serving.model, model)) return serving.use(work);
    const lease = await encoders.lease(model).catch((error: unknown) => {
      throw explainUnusable(model, error);
    });
    return work(lease).finally(() => lease.release());
  };

  /** Somebody may have let the alias stand for another model meanwhile, here or in another process: that is not undone, and no change of theirs is lost. */
  const requireStill = async (alias: string, model: ModelRecord): Promise<void> => {
    const named = (await registry.aliases()).find((known) => known.alias === alias);
    if (named && isSameModel(named, model)) return;
    const now = named ? `stands for ${named.name}/${named.version}` : 'is gone';
    throw new ServerError(
      'CLASS_CONFLICT',
      `the alias '${alias}' ${now} by now, and this change was made to ${model.name}/${model.version}; nothing has changed, ask again`,
    );
  };

  /** Lets the alias that led to the base stand for what came of it; what cannot serve is not kept. */
  const activate = async ({ alias, model }: Base, made: ModelRecord): Promise<ClassList> => {
    const reference = `${made.name}/${made.version}`;
    try {
      if (alias === PRODUCTION) await production.set(reference, () => requireStill(alias, model));
      else if (alias !== undefined) {
        await requireStill(alias, model);
        await registry.setAlias(alias, reference, now());
      }
    } catch (error) {
      await registry.remove(made);
      throw error;
    }
    return describeClasses({ model: made, alias });
  };

  return {
    list: async ({ model } = {}) => describeClasses(await find(model)),
    add: (label, pictures, { model: reference, ...turn } = {}) =>
      oneAtATime.run(async () => {
        const base = await find(reference);
        requireChangeable(base.model, { pinned: pinned && reference === undefined });
        const add = requireAbsent(base.model, label);
        requireClassPictures(pictures.length);
        await requireRoom();
        const encoded = await withEncoder(base.model, (lease) => encodeClass(lease, pictures, turn));
        turn.signal?.throwIfAborted();
        return activate(base, await editor.change(base.model, { add, ...encoded }));
      }, turn),
    remove: (label, { model: reference, ...turn } = {}) =>
      oneAtATime.run(async () => {
        const base = await find(reference);
        requireChangeable(base.model, { pinned: pinned && reference === undefined });
        const remove = requirePresent(base.model, label);
        await requireRoom();
        return activate(base, await editor.change(base.model, { remove }));
      }, turn),
  };
}

/** @throws what the first picture that has no answer failed with, which says which one it is. */
async function encodeClass(
  { encoder, model }: Pick<EncoderLease, 'encoder' | 'model'>,
  pictures: readonly PictureSource[],
  turn: Turn,
): Promise<{ readonly embeddings: Float32Array; readonly logits: Float32Array }> {
  const encoded = await encoder.encodeAll(
    pictures.map((picture) => () => picture.bytes()),
    turn,
  );
  const embeddings = new Float32Array(pictures.length * model.embeddingSize);
  const logits = new Float32Array(pictures.length * model.labels.length);
  encoded.forEach((each, at) => {
    if (each.status === 'rejected') throw ofPicture(at, each.reason);
    embeddings.set(each.value.embedding, at * model.embeddingSize);
    logits.set(each.value.logits, at * model.labels.length);
  });
  return { embeddings, logits };
}

function ofPicture(at: number, reason: unknown): unknown {
  const { code, message } = reason as { code?: string; message?: string };
  if (code === 'BAD_IMAGE' || code === 'IMAGE_TOO_LARGE' || code === 'ITEM_NOT_FOUND' || code === 'COLLECTION_NOT_FOUND')
    return new ServerError(code, `picture ${at} of the class: ${message}`, { cause: reason });
  return reason;
}

function describeClasses({ model, alias }: Base): ClassList {
  const { name, version, labels, classes } = model;
  const added = new Set(classes?.changed?.added);
  const { heldOut } = classes?.changed ?? {};
  return {
    model: { name, version, ...(alias === undefined ? {} : { alias }) },
    // The answers of a model that knows one class do not tell how long features are.
    changeable: classes !== undefined && labels.length > 1,
    classes: labels.map((label, at) => ({ label, ...(classes ? { photos: classes.photos[at]! } : {}), added: added.has(label) })),
    removed: classes?.changed?.removed ?? [],
    ...(heldOut ? { heldOut } : {}),
  };
}
