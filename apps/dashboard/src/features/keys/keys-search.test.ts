import { expect, it } from 'vitest';
import { parseKeysSearch } from './keys-search.js';

it('reads what is asked about which key', () => {
  expect(parseKeysSearch({ ask: 'create', key: 'a' })).toEqual({ ask: 'create' });
  expect(parseKeysSearch({ ask: 'revoke', key: '0f3a5b7c9d1e' })).toEqual({ ask: 'revoke', key: '0f3a5b7c9d1e' });
});

it('passes over what is nothing of that', () => {
  expect(parseKeysSearch({ ask: 'revoke' })).toEqual({});
  expect(parseKeysSearch({ ask: 'show', key: 'a', secret: 'b' })).toEqual({});
});
