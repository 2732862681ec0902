import type { Change, CollectionRecord, ItemStore } from '../../domain/item-store.js';

/** Changes read at once: each comes with its vector. */
const PAGE = 512;

/** The changes of a collection from its beginning on, in pages: whoever applies them has it as it was at the last one. */
export async function* walkChanges(
  store: Pick<ItemStore, 'changes'>,
  record: CollectionRecord,
  signal: AbortSignal,
): AsyncGenerator<readonly Change[]> {
  for (let after = 0; ;) {
    signal.throwIfAborted();
    const { changes } = await store.changes(record, after, PAGE);
    if (changes.length > 0) yield changes;
    if (changes.length < PAGE) return;
    after = changes.at(-1)!.seq;
  }
}
