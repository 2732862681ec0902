import { addImage, removeImage, type AddImageDeps } from './add-image.js';
import { createBuilds } from './builds-aside.js';
import { describeLoss } from './collection-registry.js';
import { describeCollection } from './describe-collection.js';
import { describeItem, itemNotFound } from './describe-item.js';
import { modelMismatch, vectorSource } from './lease-encoder.js';
import type { WantedTags } from './items/item-tag.js';
import { keptPicture } from './kept-picture.js';
import { hasPicture, thumbnailOf } from './picture-blobs.js';
import { ServerError } from '../domain/errors.js';
import type {
  AddedItem,
  AddedPicture,
  CollectionDescription,
  CollectionService,
  ItemDescription,
  KeptPicture,
  SearchAnswer,
  SearchQuery,
} from './collection-service.js';
import type { ReadinessCheck } from '../domain/readiness.js';
import { requireCollectionName, requireItemId, requireLabel } from '../domain/input-rules.js';
import { requireMetadata } from '../domain/metadata-rules.js';
import type { Turn } from '../domain/turn.js';
import type { AliasRecord, StoredItem } from '../domain/item-store.js';
import type { EncoderLease } from '../domain/encoder-leases.js';
import type { ModelRecord, ModelRegistry } from '../domain/model-registry.js';
import type { ReembedPayload } from './plan-reembedding.js';
import { discardAside, reembedCollection, type ReembedOptions } from './reembed-collection.js';
import { reembedPatiently, type PatientOptions } from './reembed-patiently.js';
import { searchCollection } from './search/search-collection.js';
import type { SearchWishes } from './search/search-wishes.js';
import { withCurrent } from './with-current.js';

/** What the collections need. */
export interface CollectionGalleryDeps extends AddImageDeps {
  /** The present moment, ISO 8601. */
  readonly now: () => string;
  /** Share of the ten nearest that a graph is to find, 0..1. */
  readonly promisedRecall: number;
  /** Largest metadata of an item, as JSON. */
  readonly maxMetadataBytes: number;
  readonly models: Pick<ModelRegistry, 'list'>;
  /** The model that serves: new collections are made with it. */
  readonly serving: {
    /** @throws ServerError NO_MODEL. */
    requireModel(): ModelRecord;
    /** @throws ServerError NO_MODEL, or what the work threw. */
    use<T>(work: (serving: Pick<EncoderLease, 'encoder' | 'model'>) => Promise<T>): Promise<T>;
  };
}

/** Collections of pictures: what can be added, found and removed. Checks what it is given, whoever calls: what does not keep to the rules of
 * domain/input-rules is refused with ServerError BAD_REQUEST before anything happens. */
export class CollectionGallery implements CollectionService {
  readonly #deps: CollectionGalleryDeps;
  readonly #builds = createBuilds();

  constructor(deps: CollectionGalleryDeps) {
    this.#deps = deps;
  }

  async list(): Promise<readonly CollectionDescription[]> {
    const { registry } = this.#deps;
    const [listed, usable, aliases] = await Promise.all([registry.list(), this.#usableEncoders(), registry.aliases()]);
    return listed.map((collection) => describeCollection(collection, { usable, losses: registry.losses, aliases }));
  }

  async describe(name: string): Promise<CollectionDescription> {
    const { record } = await this.#deps.registry.get(requireCollectionName(name));
    const found = (await this.list()).find((each) => each.name === record.name);
    // Deleted between the two.
    if (!found) throw new ServerError('COLLECTION_NOT_FOUND', `there is no collection '${name}'; make it with PUT /v1/collections/${name}`);
    return found;
  }

  aliases(): Promise<readonly AliasRecord[]> {
    return this.#deps.registry.aliases();
  }

  async setAlias(alias: string, name: string): Promise<AliasRecord> {
    return this.#deps.registry.setAlias(requireCollectionName(alias), requireCollectionName(name));
  }

  async removeAlias(alias: string): Promise<void> {
    if (!(await this.#deps.registry.removeAlias(requireCollectionName(alias))))
      throw new ServerError('COLLECTION_NOT_FOUND', `there is no alias '${alias}' of a collection`);
  }

  async create(name: string): Promise<{ created: boolean; current: boolean; collection: CollectionDescription }> {
    requireCollectionName(name);
    const source = vectorSource(this.#deps.serving.requireModel());
    await this.#deps.requireRoom();
    const { registry } = this.#deps;
    const made = await registry.create(name, source);
    const current = made.record.encoderHash === source.encoderHash;
    const usable = await this.#usableEncoders();
    if (!current && !usable.has(made.record.encoderHash)) throw modelMismatch(made.record, 'is not on this machine');
    return {
      created: made.created,
      current,
      collection: describeCollection(made, { usable, losses: registry.losses, aliases: await registry.aliases() }),
    };
  }

  async remove(name: string): Promise<void> {
    await this.#deps.registry.delete(requireCollectionName(name));
    await this.#builds.end(name);
    await discardAside(this.#deps, name);
  }

  async search(name: string, query: SearchQuery | undefined, wishes: SearchWishes, turn?: Turn): Promise<SearchAnswer> {
    return withCurrent(this.#deps.registry, requireCollectionName(name), (collection) =>
      searchCollection(this.#deps, collection, query, wishes, turn),
    );
  }

  async addItem(name: string, { image, label, metadata, id, origin }: AddedPicture, turn?: Turn): Promise<AddedItem> {
    // A wrong name is answered before anything else that is wrong.
    await this.#deps.registry.get(requireCollectionName(name));
    requireLabel(label);
    const ownId = id === undefined ? undefined : requireItemId(id);
    const checked = requireMetadata(metadata, this.#deps.maxMetadataBytes);
    const { created, item, warnings } = await addImage(
      this.#deps,
      name,
      { bytes: image, label, metadata: checked, id: ownId, origin: origin ?? null },
      turn,
    );
    return { created, item: describeItem(item), warnings };
  }

  async getItem(name: string, id: string): Promise<ItemDescription> {
    return describeItem(await this.#item(name, id));
  }

  async removeItem(name: string, id: string, tags?: WantedTags): Promise<void> {
    await removeImage(this.#deps, requireCollectionName(name), requireItemId(id), tags);
  }

  /** Every item that comes from a folder, in the order they were added. */
  async *itemsFromFolders(name: string): AsyncGenerator<StoredItem & { readonly origin: string }> {
    const { record } = await this.#deps.registry.get(requireCollectionName(name));
    for (let after: string | undefined; ;) {
      const page = await this.#deps.store.list(record, { limit: 500, ...(after === undefined ? {} : { after }) });
      for (const item of page.items) if (item.origin !== null) yield { ...item, origin: item.origin };
      if (page.next === undefined) return;
      after = page.next;
    }
  }

  /** Writes down which folder an item comes from. @throws ServerError COLLECTION_NOT_FOUND, ITEM_NOT_FOUND, NOT_READY. */
  async claimItem(name: string, id: string, origin: string): Promise<void> {
    const write = { type: 'patch', id: requireItemId(id), changes: { origin } } as const;
    const result = await withCurrent(this.#deps.registry, requireCollectionName(name), (collection) => collection.write(write));
    if (result.type === 'missing') throw itemNotFound(name, id);
  }

  /** Computes all vectors of a collection anew, with the model that serves; see `reembedCollection`. */
  reembed(name: string, options: ReembedOptions): ReturnType<typeof reembedCollection> {
    return this.#deps.serving.use(({ encoder, model }) =>
      reembedCollection({ ...this.#deps, encoder, source: vectorSource(model) }, requireCollectionName(name), options),
    );
  }

  /** The same in the background, with any model; see `reembedPatiently`. */
  reembedPatiently(payload: ReembedPayload, options: PatientOptions): ReturnType<typeof reembedCollection> {
    return this.#builds.run(payload.collection, (gone) => reembedPatiently(this.#deps, payload, options, gone));
  }

  /** Throws away what an interrupted `reembed` has built, if there is any. */
  async discardReembedded(name: string): Promise<void> {
    await discardAside(this.#deps, requireCollectionName(name));
  }

  async thumbnail(name: string, id: string): Promise<{ jpeg: Uint8Array; etag: string }> {
    const item = await this.#item(name, id);
    if (!hasPicture(item.blob))
      throw new ServerError('ITEM_NOT_FOUND', `item '${id}' was added as a vector, without a picture; there is none to show`);
    const thumbnail = await this.#deps.blobs.get(thumbnailOf(item.blob));
    if (!thumbnail) throw new ServerError('ITEM_NOT_FOUND', `item '${id}' has lost its pictures; delete it and add it again`);
    return { jpeg: thumbnail.bytes, etag: `"${item.contentHash.slice(0, 32)}"` };
  }

  picture(name: string, id: string): Promise<KeptPicture> {
    return keptPicture(this.#deps, requireCollectionName(name), requireItemId(id));
  }

  readiness(): Promise<readonly ReadinessCheck[]> {
    const { open, losses } = this.#deps.registry;
    const collections = open.map(({ record, state }) => ({
      name: `collection ${record.name}`,
      ok: state.status === 'ready',
      detail: state.status,
    }));
    // What is there can be answered all the same.
    const lost = losses.map((loss) => ({ name: `losses of collection ${loss.name}`, ok: true, detail: describeLoss(loss) }));
    return Promise.resolve([...collections, ...lost]);
  }

  async #item(name: string, id: string): Promise<StoredItem> {
    const { registry, store } = this.#deps;
    const itemId = requireItemId(id);
    const item = await withCurrent(registry, requireCollectionName(name), ({ record }) => store.get(record, itemId));
    if (!item) throw itemNotFound(name, id);
    return item;
  }

  /** Hashes of the encoders that can be had: what lies here, and what is loaded though its artifact is gone. */
  async #usableEncoders(): Promise<ReadonlySet<string>> {
    const { models, encoders } = this.#deps;
    return new Set([...(await models.list()), ...encoders.loaded].map(({ encoderHash }) => encoderHash));
  }
}
