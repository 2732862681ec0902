import type { AliasRecord, StoreLoss } from '../domain/item-store.js';
import type { ListedCollection } from './collection-registry.js';
import type { CollectionDescription } from './collection-service.js';

/** A collection as it is shown.
 * @param around hashes of the encoders that can be had; what was lost, and the aliases, of all collections. */
export function describeCollection(
  { record, collection }: ListedCollection,
  {
    usable,
    losses,
    aliases,
  }: { readonly usable: ReadonlySet<string>; readonly losses: readonly StoreLoss[]; readonly aliases: readonly AliasRecord[] },
): CollectionDescription {
  return {
    name: record.name,
    aliases: aliases.filter((each) => each.collection === record.name).map(({ alias }) => alias),
    createdAt: record.createdAt,
    model: { name: record.modelName, version: record.modelVersion },
    encoderHash: record.encoderHash,
    usable: usable.has(record.encoderHash),
    embeddingSize: record.embeddingSize,
    items: record.items,
    index: collection.state,
    losses: losses
      .filter((loss) => loss.collection === record.number)
      .map(({ foundAt, items, fromSeq, toSeq }) => ({ foundAt, items, fromSeq, toSeq })),
  };
}
