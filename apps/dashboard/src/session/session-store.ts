import { createSupconClient, type SupconClient } from '@supcon/sdk';
import { QueryClient } from '@tanstack/react-query';

const STORED_KEY = 'supcon-api-key';

/** One person's way to the server: from opening the page, or giving another key, to the next key. */
export interface Session {
  /** Counts the sessions of this page, from 1. */
  readonly number: number;
  readonly client: SupconClient;
  /** The same client over another fetch, such as one that tells of progress. */
  readonly clientOver: (fetch: (request: Request) => Promise<Response>) => SupconClient;
  /** Everything that was read in this session. Another key is another session with a cache of its own, so that no query key names the API key and what
   * one key could read is never shown under another. */
  readonly queryClient: QueryClient;
  /** The server's API key, where it asks for one. Kept for this tab only. */
  readonly apiKey: string | undefined;
}

/** Holds the session that is going on. */
export interface SessionStore {
  /** The session that is going on; the same object until the key changes. */
  readonly current: () => Session;
  /** Ends the session, with everything it has read and whatever it still waits for, and begins one with this key. */
  readonly setApiKey: (key: string) => void;
  /** Calls `listener` when a session has begun. @returns ends the subscription. */
  readonly subscribe: (listener: () => void) => () => void;
}

/** Where a store talks to and keeps its key. */
export interface SessionStoreOptions {
  /** Origin of the server, as in `http://127.0.0.1:8080`. */
  readonly baseUrl: string;
  /** Keeps the key over a reload. */
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
}

/** A store whose first session has the key of before the reload, if there was one. */
export function createSessionStore({ baseUrl, storage }: SessionStoreOptions): SessionStore {
  const listeners = new Set<() => void>();
  let session = open(1, usableKey(storage.getItem(STORED_KEY)));

  function open(number: number, apiKey: string | undefined): Session {
    const options = { baseUrl, ...(apiKey === undefined ? {} : { apiKey }) };
    return {
      number,
      client: createSupconClient(options),
      clientOver: (fetch) => createSupconClient({ ...options, fetch }),
      queryClient: createQueryClient(),
      apiKey,
    };
  }

  return {
    current: () => session,
    setApiKey: (key) => {
      storage.setItem(STORED_KEY, key);
      const ended = session;
      session = open(ended.number + 1, key);
      for (const listener of listeners) listener();
      ended.queryClient.clear();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** A key that no header can hold would end the page before it could ask for another. */
function usableKey(key: string | null): string | undefined {
  return key !== null && isApiKey(key) ? key : undefined;
}

/** Whether a header can hold it, as every key of a server is. */
export function isApiKey(text: string): boolean {
  return /^[\x20-\x7e]+$/.test(text.trim());
}

function createQueryClient(): QueryClient {
  // The SDK has tried again already where that could help.
  return new QueryClient({ defaultOptions: { queries: { retry: false, refetchOnWindowFocus: true, staleTime: 1000 } } });
}
