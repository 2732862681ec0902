/** How far work was at some time, milliseconds. */
export interface Seen {
  readonly done: number;
  readonly at: number;
}

/** Seconds that work still takes if it goes on as it went since it was first looked at; undefined before that can be said. */
export function remainingSeconds(first: Seen, now: Seen, total: number): number | undefined {
  const [steps, spent] = [now.done - first.done, now.at - first.at];
  return steps > 0 && spent > 0 ? ((total - now.done) * spent) / steps / 1000 : undefined;
}
