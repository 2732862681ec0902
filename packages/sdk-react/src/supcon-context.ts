import type { SupconClient } from '@supcon/sdk';
import { createContext, createElement, useContext, type ReactNode } from 'react';

const ClientContext = createContext<SupconClient | undefined>(undefined);

/** Gives the hooks below it their client. A `QueryClientProvider` stands above or right below it.
 * @example
 * <QueryClientProvider client={queryClient}>
 *   <SupconProvider client={createSupconClient({ baseUrl })}>...</SupconProvider>
 * </QueryClientProvider> */
export function SupconProvider({ client, children }: { readonly client: SupconClient; readonly children?: ReactNode }) {
  return createElement(ClientContext.Provider, { value: client }, children);
}

/** The client of the `SupconProvider` above. @throws Error without one. */
export function useSupcon(): SupconClient {
  const client = useContext(ClientContext);
  if (client === undefined) throw new Error('useSupcon: there is no <SupconProvider client={...}> above this component');
  return client;
}
