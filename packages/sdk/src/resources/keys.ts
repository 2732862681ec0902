import { checkKeyId } from '../check-id.js';
import type { Key, NewKey, ShownKey } from '../schemas.js';
import type { CallOptions, Transport } from '../transport.js';

/** What makes a key is never sent again by itself: the first answer had the secret, and the second would have another or none. */
type OnceOptions = Omit<CallOptions, 'retries'>;

/** Who may ask the server, for clients with the role admin. */
export function createKeys(transport: Transport) {
  return {
    /** Every key, the oldest first, revoked ones too; without their secrets, which the server does not keep. */
    async list(options: CallOptions = {}): Promise<Key[]> {
      const { keys } = await transport.call(options, (api, signal) => api.GET('/v1/keys', { signal }));
      return keys;
    },

    /** Makes a key. `secret` is what its owner gives a client as `apiKey`: it is shown this once.
     * @throws ConflictError where a key has the name. */
    async create(key: NewKey, options: OnceOptions = {}): Promise<ShownKey> {
      return transport.call({ ...options, retries: 0 }, (api, signal) => api.POST('/v1/keys', { body: key, signal }));
    },

    /** Gives a key a new secret, which is shown this once.
     * @param graceSeconds how long the one that it has is still taken; default an hour. */
    async rotate(id: string, graceSeconds?: number, options: OnceOptions = {}): Promise<ShownKey> {
      const path = { key: checkKeyId(id) };
      const body = graceSeconds === undefined ? {} : { graceSeconds };
      return transport.call({ ...options, retries: 0 }, (api, signal) =>
        api.POST('/v1/keys/{key}/rotate', { params: { path }, body, signal }),
      );
    },

    /** Takes a key out of use, for good. */
    async revoke(id: string, options: CallOptions = {}): Promise<Key> {
      const path = { key: checkKeyId(id) };
      return transport.call(options, (api, signal) => api.DELETE('/v1/keys/{key}', { params: { path }, signal }));
    },
  };
}

/** What `createKeys` offers. */
export type Keys = ReturnType<typeof createKeys>;
