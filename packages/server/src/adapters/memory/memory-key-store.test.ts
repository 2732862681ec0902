import { describeKeyStore } from '../../../test/key-store-conformance.js';
import { MemoryKeys, openMemoryKeyStore } from './memory-key-store.js';

describeKeyStore('memory', () => {
  const data = new MemoryKeys();
  return Promise.resolve({ store: openMemoryKeyStore(data), another: () => Promise.resolve(openMemoryKeyStore(data)) });
});
