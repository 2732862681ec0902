import type { Turn } from '../domain/turn.js';

/** What waits, of clients that take turns. */
export interface TurnQueue<T> {
  /** @param entry that is in no queue yet. */
  add(entry: T, turn?: Pick<Turn, 'client' | 'background'>): void;
  /** The next one, which leaves the queue; undefined where none waits. */
  take(): T | undefined;
  /** @returns whether it waited. */
  remove(entry: T): boolean;
  readonly size: number;
}

/** One in so many is of work in the background where both wait: it comes last, but it comes to an end under any load. */
export const ONE_IN_BACKGROUND = 16;

/** Round robin: whoever is first gives one and goes behind all others, so that the n-th of a client waits for n - 1 of its own and at most n of each other client, however many
 * these have. Those of one client keep their order. Work in the background is a second such round, behind the first. */
export function createTurnQueue<T>(): TurnQueue<T> {
  const foreground = createRound<T>();
  const background = createRound<T>();
  let before = 0;
  return {
    add: (entry, { client = '', background: isBackground = false } = {}) => (isBackground ? background : foreground).add(client, entry),
    take: () => {
      const isItsTurn = foreground.size === 0 || before >= ONE_IN_BACKGROUND - 1;
      if (background.size === 0 || isItsTurn) before = 0;
      else before++;
      return (background.size > 0 && isItsTurn ? background : foreground).take();
    },
    remove: (entry) => foreground.remove(entry) || background.remove(entry),
    get size() {
      return foreground.size + background.size;
    },
  };
}

function createRound<T>(): {
  add(client: string, entry: T): void;
  take(): T | undefined;
  remove(entry: T): boolean;
  readonly size: number;
} {
  // In the order of their turns; none is empty.
  const entriesOf = new Map<string, Set<T>>();
  const clientOf = new Map<T, string>();
  const drop = (client: string, entry: T): Set<T> => {
    const entries = entriesOf.get(client)!;
    entries.delete(entry);
    clientOf.delete(entry);
    if (entries.size === 0) entriesOf.delete(client);
    return entries;
  };
  return {
    add: (client, entry) => {
      clientOf.set(entry, client);
      const entries = entriesOf.get(client);
      if (entries) entries.add(entry);
      else entriesOf.set(client, new Set([entry]));
    },
    take: () => {
      for (const [client, [entry]] of entriesOf) {
        const left = drop(client, entry!);
        entriesOf.delete(client);
        if (left.size > 0) entriesOf.set(client, left);
        return entry;
      }
      return undefined;
    },
    remove: (entry) => {
      const client = clientOf.get(entry);
      if (client === undefined) return false;
      drop(client, entry);
      return true;
    },
    get size() {
      return clientOf.size;
    },
  };
}
