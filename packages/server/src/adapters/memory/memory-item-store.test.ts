import { describeItemStore } from '../../../test/item-store-conformance.js';
import { describePurgeStore } from '../../../test/purge-store-conformance.js';
import { MemoryItems, openMemoryItemStore } from './memory-item-store.js';

const fresh = () => {
  const data = new MemoryItems();
  return Promise.resolve({ store: openMemoryItemStore(data), reopen: () => Promise.resolve(openMemoryItemStore(data)) });
};
describeItemStore('memory', fresh);
describePurgeStore('memory', fresh);
