import { describeItemStore } from '../../../test/item-store-conformance.js';
import { MemoryItems, openMemoryItemStore } from './memory-item-store.js';

describeItemStore('memory', () => {
  const data = new MemoryItems();
  return Promise.resolve({ store: openMemoryItemStore(data), reopen: () => Promise.resolve(openMemoryItemStore(data)) });
});
