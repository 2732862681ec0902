import { describeDriftStore } from '../../../test/drift-store-conformance.js';
import { MemoryDrift, openMemoryDriftStore } from './memory-drift-store.js';

describeDriftStore('memory', () => {
  const data = new MemoryDrift();
  return Promise.resolve({ store: openMemoryDriftStore(data), another: () => Promise.resolve(openMemoryDriftStore(data)) });
});
