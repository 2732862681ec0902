/** How a thing ended that somebody asked for: it was done, it was not allowed, or it went wrong. */
export const AUDIT_OUTCOMES = ['done', 'refused', 'failed'] as const;

/** How a thing ended that somebody asked for. */
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

/** What somebody did, or was not let do. */
export interface AuditEntry {
  /** ISO 8601 in UTC. */
  readonly at: string;
  /** The name of a key, `SUPCON_API_KEY`, `local`, `command line`, or `nobody` where no right key was sent. Never a secret. */
  readonly who: string;
  /** The id of the key; null where it was none of the server's own. */
  readonly keyId: string | null;
  /** Where a request came from, as proxies that are trusted tell it; null for commands. */
  readonly address: string | null;
  /** As in the log; null for commands. */
  readonly requestId: string | null;
  /** The `operationId` of the API description. */
  readonly operation: string;
  /** To what, e.g. `{ collection: 'album', id: 'cat-1' }`. */
  readonly target: Readonly<Record<string, string>>;
  readonly outcome: AuditOutcome;
  /** The HTTP status; null for commands. */
  readonly status: number | null;
  /** The error's code, null where there was none. */
  readonly code: string | null;
}

/** Which entries are asked for: those that fit everything that is given. */
export interface AuditQuery {
  readonly who?: string | undefined;
  readonly operation?: string | undefined;
  readonly outcome?: AuditOutcome | undefined;
  /** ISO 8601 in UTC: from this moment on. */
  readonly since?: string | undefined;
  /** Before this moment. */
  readonly until?: string | undefined;
  /** `next` of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Entries, the newest first. */
export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  /** Where the next page begins; undefined on the last one. */
  readonly next: string | undefined;
}

/** Where it is written down who did what. Several processes may have the same one open. */
export interface AuditLog {
  /** All of them or none. @throws ServerError STORAGE_FULL, NOT_READY. */
  append(entries: readonly AuditEntry[]): Promise<void>;
  /** @throws ServerError BAD_REQUEST for a cursor or limit that is none. */
  query(query: AuditQuery): Promise<AuditPage>;
  /** Forgets entries of before a moment, and the oldest beyond so many. @returns how many were forgotten. */
  trim(before: string, rows: number): Promise<number>;
  close(): Promise<void>;
}
