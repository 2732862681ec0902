import type { ItemPatch, NewFeedback, NewItem } from '@supcon/sdk';
import { useMutation, useQueryClient, type QueryKey } from '@tanstack/react-query';
import { useSupcon } from './supcon-context.js';
import { supconKeys, type SupconKeys } from './supcon-keys.js';

/** A change of an item. */
export interface ItemChange {
  readonly id: string;
  readonly patch: ItemPatch;
  /** The tag of the item as it was read: if somebody has changed it since, the change is refused with ItemChangedError. Default: whatever is there. */
  readonly ifMatch?: string | undefined;
}

/** Adds a picture to a collection. What was read of the collection is asked for anew. */
export function useAddItem(collection: string) {
  const client = useSupcon();
  return useChange(
    (item: NewItem) => client.items.add(collection, item),
    (keys) => ofItems(keys, collection),
  );
}

/** Changes label or metadata of an item. */
export function usePatchItem(collection: string) {
  const client = useSupcon();
  return useChange(
    ({ id, patch, ifMatch }: ItemChange) => client.items.patch(collection, id, patch, { ifMatch }),
    (keys) => ofItems(keys, collection),
  );
}

/** Removes an item by its id. */
export function useRemoveItem(collection: string) {
  const client = useSupcon();
  return useChange(
    (id: string) => client.items.delete(collection, id),
    (keys) => ofItems(keys, collection),
  );
}

/** Records what a picture really was. */
export function useRecordFeedback() {
  const client = useSupcon();
  return useChange(
    (told: NewFeedback) => client.feedback.record(told),
    () => [],
  );
}

/** Ends a job by its id. */
export function useCancelJob() {
  const client = useSupcon();
  return useChange(
    (id: string) => client.jobs.cancel(id),
    (keys, id) => [keys.jobs, keys.job(id)],
  );
}

/** A mutation after which some of what was read is asked for anew, whether it succeeded or not: a lost answer may have changed it. */
function useChange<T, Input>(change: (input: Input) => Promise<T>, stale: (keys: SupconKeys, input: Input) => readonly QueryKey[]) {
  const keys = supconKeys(useSupcon());
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: (_, __, input) => Promise.all(stale(keys, input).map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
}

function ofItems(keys: SupconKeys, collection: string): readonly QueryKey[] {
  return [keys.items(collection), keys.searches(collection), keys.collections];
}
