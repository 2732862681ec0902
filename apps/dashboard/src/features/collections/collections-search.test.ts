import { expect, it } from 'vitest';
import { parseCollectionsSearch } from './collections-search.js';

const PURGE = '7b0f6b4e-52a7-4b0c-9a51-1f0d2f6f9c11';

it('reads which collection is looked at, what is asked about it, and which receipt is shown', () => {
  expect(parseCollectionsSearch({ collection: 2026, ask: 'copy' })).toEqual({ collection: '2026', ask: 'copy' });
  expect(parseCollectionsSearch({ purge: PURGE })).toEqual({ purge: PURGE });
});

it('passes over what it does not know', () => {
  expect(parseCollectionsSearch({ collection: 'fruit', ask: 'burn', purge: '../keys' })).toEqual({ collection: 'fruit' });
  expect(parseCollectionsSearch({ ask: 'delete' })).toEqual({});
});
