/** One request of one client: what was asked and answered, and when, by one clock. */
export interface Operation {
  readonly client: number;
  /** When it was sent, and when its answer was there; Infinity where none came. */
  readonly from: number;
  readonly to: number;
  readonly asked: Asked;
  /** Undefined where no answer came: it may have happened or not, then or later. */
  readonly answered: Answered | undefined;
}

/** Of one item. */
export type Asked =
  | { readonly do: 'add'; readonly label: string }
  | { readonly do: 'patch'; readonly label: string }
  | { readonly do: 'get' }
  | { readonly do: 'delete' };

/** `conflict`: it is there with another content. */
export type Answered = { readonly label: string; readonly version: number } | 'missing' | 'deleted' | 'conflict';

/** What an item is: missing, or a label at a version. `added` is the label that it was added with. */
type State = { readonly label: string; readonly version: number; readonly added: string } | undefined;

/** What the state becomes; undefined where the answer does not fit it. */
function step(state: State, { asked, answered }: Operation): { readonly next: State } | undefined {
  const isAnswer = (expected: Answered): boolean => {
    if (answered === undefined) return true;
    if (typeof expected === 'string' || typeof answered === 'string') return expected === answered;
    return expected.label === answered.label && expected.version === answered.version;
  };
  const to = (next: State, expected: Answered) => (isAnswer(expected) ? { next } : undefined);
  if (asked.do === 'add') {
    if (!state) return to({ label: asked.label, version: 1, added: asked.label }, { label: asked.label, version: 1 });
    return state.added === asked.label ? to(state, state) : to(state, 'conflict');
  }
  if (!state) return to(state, 'missing');
  if (asked.do === 'get') return to(state, state);
  if (asked.do === 'delete') return to(undefined, 'deleted');
  const next = { ...state, label: asked.label, version: state.version + 1 };
  return to(next, next);
}

/** Whether the requests on one item can have happened one after the other, each at a moment between being sent and answered (Herlihy and Wing, 1990), by trying the orders that
 * there are (Wing and Gong, 1993), states that were seen left out (Lowe, 2017). Begins with a missing item.
 * @param operations at most 30 or so of which many overlap. */
export function isLinearizable(operations: readonly Operation[]): boolean {
  const sorted = [...operations].sort((a, b) => a.from - b.from);
  const tried = new Set<string>();
  const search = (done: bigint, state: State): boolean => {
    const left = sorted.filter((_, at) => !(done & (1n << BigInt(at))));
    // One without an answer need not have happened.
    if (left.every(({ answered }) => answered === undefined)) return true;
    const key = `${done} ${JSON.stringify(state)}`;
    if (tried.has(key)) return false;
    tried.add(key);
    const soonest = Math.min(...left.map(({ to }) => to));
    return sorted.some((operation, at) => {
      if (done & (1n << BigInt(at)) || operation.from > soonest) return false;
      const result = step(state, operation);
      return result !== undefined && search(done | (1n << BigInt(at)), result.next);
    });
  };
  return search(0n, undefined);
}
