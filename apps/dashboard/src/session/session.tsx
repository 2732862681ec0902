import { QueryClientProvider } from '@tanstack/react-query';
import { createContext, useContext, useSyncExternalStore, type ReactNode } from 'react';
import type { Session, SessionStore } from './session-store.js';

const StoreContext = createContext<SessionStore | undefined>(undefined);

/** Gives the pages their session and its cache. Another session mounts them anew: a component that is there already would go on reading the old cache. */
export function SessionProvider({ store, children }: { readonly store: SessionStore; readonly children: ReactNode }) {
  const { number, queryClient } = useSyncExternalStore(store.subscribe, store.current);
  return (
    <StoreContext value={store}>
      <QueryClientProvider key={number} client={queryClient}>
        {children}
      </QueryClientProvider>
    </StoreContext>
  );
}

/** The session that is going on.
 * @throws Error without a SessionProvider above. */
export function useSession(): Session {
  const store = useSessionStore();
  return useSyncExternalStore(store.subscribe, store.current);
}

/** What changes the session.
 * @throws Error without a SessionProvider above. */
export function useSessionStore(): SessionStore {
  const store = useContext(StoreContext);
  if (store === undefined) throw new Error('useSession: no SessionProvider above this component');
  return store;
}
