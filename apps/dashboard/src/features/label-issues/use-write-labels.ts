import { ItemChangedError } from '@supcon/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { itemsKey } from '../../entities/collection/items-key.js';
import { useSession } from '../../session/session.js';
import type { LabelChange } from './change-set.js';
import { pathInCollection, type PictureSource } from './picture-source.js';
import { itemsByPath } from './use-picture-source.js';

/** What became of the changes in a collection. */
export interface WrittenLabels {
  readonly written: number;
  /** Pictures that had the label already. */
  readonly already: number;
  /** Pictures that somebody has given another label meanwhile, which was left as it is. */
  readonly changedMeanwhile: readonly string[];
  readonly missing: number;
}

/** Writes the labels of a change set into a collection, one after the other. A label that is not the one that was looked at any more is left alone; pictures to leave out stay. */
export function useWriteLabels({ collection, root }: PictureSource) {
  const { client } = useSession();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (changes: readonly LabelChange[]): Promise<WrittenLabels> => {
      const wanted = changes.filter(({ label, given }) => label !== null && label !== given);
      const items = await itemsByPath(
        client,
        collection,
        wanted.flatMap(({ picture }) => pathInCollection(picture, root) ?? []),
      );
      const counts = { written: 0, already: 0, missing: 0 };
      const changedMeanwhile: string[] = [];
      for (const { picture, given, label } of wanted) {
        const found = items.get(pathInCollection(picture, root) ?? '');
        if (found === undefined) {
          counts.missing++;
          continue;
        }
        const item = await client.items.get(collection, found.id);
        if (item.label === label) counts.already++;
        else if (item.label !== given) changedMeanwhile.push(picture);
        else
          try {
            await client.items.patch(collection, item.id, { label }, { ifMatch: client.items.tag(item) });
            counts.written++;
          } catch (error) {
            if (!(error instanceof ItemChangedError)) throw error;
            changedMeanwhile.push(picture);
          }
      }
      return { ...counts, changedMeanwhile };
    },
    onSettled: () => queries.invalidateQueries({ queryKey: itemsKey(collection) }),
  });
}
