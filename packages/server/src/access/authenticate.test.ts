import { describe, expect, it } from 'vitest';
import { authenticate } from './authenticate.js';

const apiKey = 'a-key-of-more-than-16-characters';

describe('authenticate', () => {
  it('takes everybody for this machine where there is no key, whatever they send', () => {
    for (const key of [undefined, '', apiKey]) expect(authenticate({ key }, {})).toEqual({ id: 'local', kind: 'local', roles: ['admin'] });
  });

  it('knows whoever has the key, by a name that does not give it away', () => {
    const principal = authenticate({ key: apiKey }, { apiKey });
    expect(principal).toEqual({ id: expect.stringMatching(/^key-[0-9a-f]{8}$/) as string, kind: 'key', roles: ['admin'] });
    expect(authenticate({ key: `${apiKey}2` }, { apiKey: `${apiKey}2` }).id).not.toBe(principal.id);
  });

  it.each([undefined, '', 'a', apiKey.slice(1), apiKey.toUpperCase(), `${apiKey} `, `${apiKey}x`, apiKey.repeat(100)])(
    'refuses %j',
    (key) => {
      expect(() => authenticate({ key }, { apiKey })).toThrow(expect.objectContaining({ code: 'UNAUTHORIZED' }));
    },
  );
});
