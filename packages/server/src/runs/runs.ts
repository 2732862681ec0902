import type { LabelIssueFile, LoggedEvent, RunFolderContent, TranscriptEnd } from '@supcon/core/run';
import type { Curve } from './run-curves.js';

/** A training as a list shows it. */
export interface RunSummary {
  readonly id: string;
  readonly status: RunFolderContent['state'];
  readonly recipe?: string;
  readonly data?: string;
  readonly backend?: string;
  readonly precision?: string;
  /** ISO 8601. */
  readonly startedAt?: string;
  /** ISO 8601: when it last gave a sign. */
  readonly updatedAt: string;
  /** The last finished epoch of stage 1. */
  readonly epoch?: number;
  readonly epochs?: number;
  /** As last reported, while it is running. */
  readonly etaSeconds?: number;
  /** What a failed one ended with. */
  readonly error?: NonNullable<RunFolderContent['error']>;
  /** Who trains it. */
  readonly owner?: { readonly host: string; readonly pid: number; readonly since: string };
  readonly result?: NonNullable<RunFolderContent['result']>;
}

/** A training with everything needed to repeat it. */
export interface RunDescription extends RunSummary {
  readonly config: Readonly<Record<string, unknown>>;
}

/** What a training has reported behind a byte offset. */
export interface RunMetrics {
  /** Oldest first. */
  readonly events: readonly LoggedEvent['event'][];
  /** Where to go on. */
  readonly nextOffset: number;
}

/** Which curves are wanted. */
export interface CurvesQuery {
  /** 1 to 20 ids. Default the five newest. */
  readonly runs?: readonly string[] | undefined;
  /** Default all. */
  readonly names?: readonly string[] | undefined;
  /** Of a curve, at most: 4 to 5,000; default 500. */
  readonly points?: number | undefined;
}

/** The curves of one training. */
export interface RunCurves extends Pick<RunSummary, 'id' | 'status' | 'recipe'> {
  readonly curves: readonly Curve[];
}

/** Pictures of a training whose label is in doubt. */
export interface LabelIssuePage {
  /** How they were found; undefined where nothing is recorded. */
  readonly how: Omit<LabelIssueFile, 'formatVersion' | 'issues'> | undefined;
  /** Why what is recorded cannot be shown, in words. */
  readonly problem: string | undefined;
  /** Most doubtful first. */
  readonly issues: LabelIssueFile['issues'];
  /** Where less doubtful ones go on. */
  readonly next: string | undefined;
}

/** Trainings as their files tell them; read-only. Methods that name a run throw ServerError RUN_NOT_FOUND. */
export interface RunService {
  list(): Promise<readonly RunSummary[]>;
  get(id: string): Promise<RunDescription>;
  metrics(id: string, offset: number): Promise<RunMetrics>;
  /** Curves of several trainings over their epochs, thinned, in the order that was asked for. @throws ServerError BAD_REQUEST. */
  curves(query: CurvesQuery): Promise<readonly RunCurves[]>;
  /** Pictures whose label is in doubt. @param query `after`: `next` of the page before; `limit`: 1 to 1,000. @throws ServerError BAD_REQUEST. */
  labelIssues(id: string, query: { readonly after?: string | undefined; readonly limit: number }): Promise<LabelIssuePage>;
  /** The last lines of what it said to people. @param lines 1 to 2,000. @throws ServerError BAD_REQUEST. */
  transcript(id: string, lines: number): Promise<TranscriptEnd>;
  /** Events behind a byte offset, each with the offset behind it, until the run has ended or the signal aborts. */
  follow(
    id: string,
    offset: number,
    signal: AbortSignal,
  ): AsyncIterable<{ readonly event: LoggedEvent['event']; readonly nextOffset: number }>;
  /** Whether a run will report nothing more behind this offset. */
  endedAt(id: string, offset: number): Promise<boolean>;
}
