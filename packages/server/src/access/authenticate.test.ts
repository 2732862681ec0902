import { describe, expect, it } from 'vitest';
import type { StoredKey } from '../domain/key-store.js';
import { authenticate } from './authenticate.js';

const apiKey = 'a-key-of-more-than-16-characters';

describe('authenticate', () => {
  it('takes everybody for this machine where there is no key, whatever they send', () => {
    for (const key of [undefined, '', apiKey]) expect(authenticate({ key }, {})).toEqual({ id: 'local', kind: 'local', roles: ['admin'] });
  });

  it('knows whoever has the key, by a name that does not give it away', () => {
    const principal = authenticate({ key: apiKey }, { apiKey });
    expect(principal).toEqual({
      id: expect.stringMatching(/^key-[0-9a-f]{8}$/) as string,
      name: 'SUPCON_API_KEY',
      kind: 'key',
      roles: ['admin'],
    });
    expect(authenticate({ key: `${apiKey}2` }, { apiKey: `${apiKey}2` }).id).not.toBe(principal.id);
  });

  it.each([undefined, '', 'a', apiKey.slice(1), apiKey.toUpperCase(), `${apiKey} `, `${apiKey}x`, apiKey.repeat(100)])(
    'refuses %j',
    (key) => {
      expect(() => authenticate({ key }, { apiKey })).toThrow(expect.objectContaining({ code: 'UNAUTHORIZED' }));
    },
  );

  it('takes keys of the server beside the one from the environment, with what they are limited to', () => {
    const stored = { id: '0f3a5b7c9d1e', name: 'shop', role: 'reader', collections: ['a'], requestsPerMinute: 5 } as unknown as StoredKey;
    const keys = { hasKeys: true, find: (sent: string) => (sent === 'supcon_x' ? stored : undefined) };
    const shop = { id: '0f3a5b7c9d1e', name: 'shop', kind: 'key', roles: ['reader'], collections: ['a'], requestsPerMinute: 5 };
    for (const settings of [{ keys }, { keys, apiKey }]) {
      expect(authenticate({ key: 'supcon_x' }, settings)).toEqual(shop);
      for (const key of [undefined, '', 'supcon_y'])
        expect(() => authenticate({ key }, settings)).toThrow(expect.objectContaining({ code: 'UNAUTHORIZED' }));
    }
    expect(authenticate({ key: apiKey }, { keys, apiKey })).toMatchObject({ roles: ['admin'] });
    expect(() => authenticate({ key: apiKey }, { keys })).toThrow(expect.objectContaining({ code: 'UNAUTHORIZED' }));
  });

  it('never repeats a key that was sent', () => {
    expect(() => authenticate({ key: 'hunter2-hunter2' }, { apiKey })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') as string }),
    );
  });
});
