import { createSupconClient } from '@supcon/sdk';
import { mockSupcon } from '@supcon/sdk/testing';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { SupconProvider } from '../src/index.js';

declare global {
  var IS_REACT_ACT_ENVIRONMENT: boolean;
}
globalThis.IS_REACT_ACT_ENVIRONMENT = true;

/** A component that does nothing but use a hook, in a page of its own, over answers of a test.
 * @returns what the hook gave last, and the way to wait for it. */
export async function renderHook<T>(hook: () => T, answers: Parameters<typeof mockSupcon>[0] = {}) {
  const server = mockSupcon(answers);
  const client = createSupconClient({ baseUrl: 'http://supcon.test', fetch: server.fetch, retries: 0 });
  const queryClient = new QueryClient();
  const seen: { current?: T } = {};
  const Component = (): null => {
    seen.current = hook();
    return null;
  };
  const root = createRoot(document.createElement('div'));
  const draw = (): Promise<void> =>
    act(async () => {
      root.render(
        createElement(QueryClientProvider, { client: queryClient }, createElement(SupconProvider, { client }, createElement(Component))),
      );
      await Promise.resolve();
    });
  await draw();
  return {
    ...{ client, queryClient, server, draw },
    get current(): T {
      return seen.current!;
    },
    /** Lets the page go on until the hook gives what is waited for. */
    until: async (holds: (value: T) => boolean): Promise<T> => {
      for (let turn = 0; !holds(seen.current!); turn++) {
        if (turn === 400) throw new Error(`it never came: ${JSON.stringify(seen.current)}`);
        await act(() => new Promise((resolve) => setTimeout(resolve, 5)));
      }
      return seen.current!;
    },
    close: (): Promise<void> =>
      act(async () => {
        root.unmount();
        await Promise.resolve();
      }),
  };
}
