/** The key of everything that is read of a collection's items: what a change makes stale. */
export function itemsKey(collection: string): readonly string[] {
  return ['items', collection];
}
