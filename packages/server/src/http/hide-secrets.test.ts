import { expect, it } from 'vitest';
import { hideKeys, hideSecrets } from './hide-secrets.js';

it.each([
  ['/v1/runs?key=abc', '/v1/runs?key=[hidden]'],
  ['/v1/runs?k=5&api_key=a%20b&topK=3', '/v1/runs?k=5&api_key=[hidden]&topK=3'],
  ['/v1/runs?X-API-Key=abc&access_token=def', '/v1/runs?X-API-Key=[hidden]&access_token=[hidden]'],
  ['/v1/classify?topK=3&label=monkey', '/v1/classify?topK=3&label=monkey'],
  ['/v1/keys/abc', '/v1/keys/abc'],
])('writes %s as %s', (url, written) => expect(hideSecrets(url)).toBe(written));

it('leaves keys of this server out of whatever they stand in, but not which one it was', () => {
  const key = `supcon_0f3a5b7c9d1e_${'aB-_'.repeat(11)}`.slice(0, 63);
  expect(hideSecrets(`/v1/${key}/x?a=${key}`)).toBe('/v1/supcon_0f3a5b7c9d1e_[hidden]/x?a=supcon_0f3a5b7c9d1e_[hidden]');
  expect(hideKeys(`there is no key '${key}'`)).toBe("there is no key 'supcon_0f3a5b7c9d1e_[hidden]'");
  expect(hideKeys('supcon_server and supcon_key')).toBe('supcon_server and supcon_key');
});
