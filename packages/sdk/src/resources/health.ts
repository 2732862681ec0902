import type { Limits, Liveness, Readiness } from '../schemas.js';
import type { CallOptions, Transport } from '../transport.js';

/** How the server itself is, and what it takes. */
export function createHealth(transport: Transport) {
  return {
    /** Whether the server can answer, and why not. Resolves for a server that is not ready. */
    async ready(options: CallOptions = {}): Promise<Readiness> {
      return transport.call(options, async (api, signal) => {
        const { data, error, response } = await api.GET('/readyz', { signal });
        // 503 with a list of checks is an answer, not an error.
        return { data: data ?? (isReadiness(error) ? error : undefined), error, response };
      });
    },
    /** Whether the server's process answers at all; `ready` says whether it can do its work. */
    async live(options: CallOptions = {}): Promise<Liveness> {
      return transport.call(options, (api, signal) => api.GET('/livez', { signal }));
    },

    /** Sizes, counts and pixels beyond which the server refuses what is sent. */
    async limits(options: CallOptions = {}): Promise<Limits> {
      return transport.call(options, (api, signal) => api.GET('/v1/limits', { signal }));
    },
  };
}

/** What `createHealth` offers. */
export type Health = ReturnType<typeof createHealth>;

function isReadiness(body: unknown): body is Readiness {
  return typeof body === 'object' && body !== null && 'checks' in body;
}
