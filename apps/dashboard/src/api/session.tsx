import { createSupconClient, type SupconClient } from '@supcon/sdk';
import { createContext, useContext, useMemo, useState, type ReactNode } from 'react';

const STORED_KEY = 'supcon-api-key';

export interface Session {
  readonly client: SupconClient;
  /** The server's API key, where it asks for one. Kept for this tab only. */
  readonly apiKey: string | undefined;
  readonly setApiKey: (key: string) => void;
}

const SessionContext = createContext<Session | undefined>(undefined);

/** Talks to the server that this page came from. */
export function SessionProvider({ children }: { readonly children: ReactNode }) {
  const [apiKey, setKey] = useState(() => sessionStorage.getItem(STORED_KEY) ?? undefined);
  const session = useMemo(
    (): Session => ({
      client: createSupconClient({ baseUrl: window.location.origin, ...(apiKey === undefined ? {} : { apiKey }) }),
      apiKey,
      setApiKey: (key) => {
        sessionStorage.setItem(STORED_KEY, key);
        setKey(key);
      },
    }),
    [apiKey],
  );
  return <SessionContext value={session}>{children}</SessionContext>;
}

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error('useSession: no SessionProvider above this component');
  return session;
}
