import { expect, it } from 'vitest';
import { hideSecrets } from './hide-secrets.js';

it.each([
  ['/v1/runs?key=abc', '/v1/runs?key=[hidden]'],
  ['/v1/runs?k=5&api_key=a%20b&topK=3', '/v1/runs?k=5&api_key=[hidden]&topK=3'],
  ['/v1/runs?X-API-Key=abc&access_token=def', '/v1/runs?X-API-Key=[hidden]&access_token=[hidden]'],
  ['/v1/classify?topK=3&label=monkey', '/v1/classify?topK=3&label=monkey'],
  ['/v1/keys/abc', '/v1/keys/abc'],
])('writes %s as %s', (url, written) => expect(hideSecrets(url)).toBe(written));
