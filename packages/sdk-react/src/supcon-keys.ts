import type { SupconClient } from '@supcon/sdk';

/** Names what of a server is meant: `{ collection: 'photos' }` below `items`. */
export type KeyPart = string | number | Readonly<Record<string, unknown>>;

/** What lies in the cache of TanStack Query under which key. Everything of one server lies below `all`, everything of one kind below its name, so that
 * `queryClient.invalidateQueries({ queryKey: keys.items('photos') })` asks anew for each page and item of that collection, and for nothing else. */
export interface SupconKeys {
  readonly all: readonly unknown[];
  readonly models: readonly unknown[];
  readonly collections: readonly unknown[];
  readonly collection: (name: string) => readonly unknown[];
  readonly items: (collection: string, ...parts: readonly KeyPart[]) => readonly unknown[];
  readonly searches: (collection: string, ...parts: readonly KeyPart[]) => readonly unknown[];
  readonly answers: (...parts: readonly KeyPart[]) => readonly unknown[];
  readonly runs: readonly unknown[];
  readonly run: (id: string, ...parts: readonly KeyPart[]) => readonly unknown[];
  readonly jobs: readonly unknown[];
  readonly job: (id: string) => readonly unknown[];
  readonly limits: readonly unknown[];
}

/** The keys of one server. @param client tells servers apart by their addresses; two clients of one server, with other keys of access, need a `QueryClient` each. */
export function supconKeys({ baseUrl }: Pick<SupconClient, 'baseUrl'>): SupconKeys {
  const all = ['supcon', baseUrl];
  return {
    all,
    models: [...all, 'models'],
    collections: [...all, 'collections'],
    collection: (name) => [...all, 'collections', name],
    items: (collection, ...parts) => [...all, 'items', collection, ...parts],
    searches: (collection, ...parts) => [...all, 'searches', collection, ...parts],
    answers: (...parts) => [...all, 'answers', ...parts],
    runs: [...all, 'runs'],
    run: (id, ...parts) => [...all, 'run', id, ...parts],
    jobs: [...all, 'jobs'],
    job: (id) => [...all, 'job', id],
    limits: [...all, 'limits'],
  };
}
