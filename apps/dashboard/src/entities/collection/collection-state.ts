import type { Collection } from '@supcon/sdk';
import { formatNumber } from '../../format/format-number.js';

/** What a collection can do now, in a word, and the colour of the word. */
export function collectionState({ usable, index }: Pick<Collection, 'usable' | 'index'>): {
  readonly word: string;
  readonly color: string;
} {
  if (!usable) return { word: 'vectors of another model', color: 'orange' };
  return { word: index.status, color: { ready: 'teal', starting: 'yellow', failed: 'red' }[index.status] };
}

/** How much a collection holds and how it is searched: `160 pictures, searched exactly`. */
export function collectionSize({ items, index }: Pick<Collection, 'items' | 'index'>): string {
  return `${formatNumber(items)} ${items === 1 ? 'picture' : 'pictures'}, ${index.kind === 'exact' ? 'searched exactly' : 'HNSW index'}`;
}

/** Whether a picture can be looked for in it: its vectors come from the loaded model, and there is something to find. */
export function isSearchable({ usable, items }: Pick<Collection, 'usable' | 'items'>): boolean {
  return usable && items > 0;
}
