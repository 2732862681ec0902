/** What somebody has settled on for a picture whose label is in doubt. */
export type Verdict =
  | { readonly kind: 'label'; readonly label: string }
  /** It is of no class, or of no use. */
  | { readonly kind: 'leave-out' }
  /** It is left for later. */
  | { readonly kind: 'skip' };

/** One decision, with what it was about. */
export interface Decision {
  /** Path in the data of the run. */
  readonly picture: string;
  /** The label that it has. */
  readonly given: string;
  readonly verdict: Verdict;
  /** What was suggested, and how probable it was; not of every picture is there a suggestion. */
  readonly suggested?: string;
  readonly confidence?: number;
}

/** Decisions in the order in which they were made. A picture may be decided on again: the last one stands, and undoing it brings back the one before. */
export type ReviewLog = readonly Decision[];

/** What stands now, by picture. */
export function standingDecisions(log: ReviewLog): ReadonlyMap<string, Decision> {
  return new Map(log.map((decision) => [decision.picture, decision]));
}

/** How far a queue is. */
export interface Progress {
  /** Pictures whose label somebody has settled on. */
  readonly decided: number;
  readonly skipped: number;
  readonly open: number;
}

/** How far somebody is with pictures. */
export function progressOf(pictures: readonly string[], log: ReviewLog): Progress {
  const standing = standingDecisions(log);
  const kinds = pictures.map((picture) => standing.get(picture)?.verdict.kind);
  const open = kinds.filter((kind) => kind === undefined).length;
  const skipped = kinds.filter((kind) => kind === 'skip').length;
  return { decided: pictures.length - open - skipped, skipped, open };
}

/** The next picture that nothing was decided on, behind another one and then from the beginning; undefined where there is none. */
export function nextOpen(pictures: readonly string[], log: ReviewLog, after: string | undefined): string | undefined {
  const standing = standingDecisions(log);
  const from = after === undefined ? 0 : pictures.indexOf(after) + 1;
  return [...pictures.slice(from), ...pictures.slice(0, from)].find((picture) => !standing.has(picture) && picture !== after);
}

/** The log without its last decision, and that decision; undefined where there is none. */
export function undo(log: ReviewLog): { readonly log: ReviewLog; readonly undone: Decision } | undefined {
  const undone = log.at(-1);
  return undone && { log: log.slice(0, -1), undone };
}

/** The log without anything about a picture. */
export function withdraw(log: ReviewLog, picture: string): ReviewLog {
  return log.filter((decision) => decision.picture !== picture);
}
