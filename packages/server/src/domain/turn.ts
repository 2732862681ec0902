/** Whose turn a piece of work takes where several wait, and for how long somebody waits for it. */
export interface Turn {
  /** Those of different clients are taken in turn, one each, so that nobody waits behind all that another has sent. Default: one client without a name. */
  readonly client?: string | undefined;
  /** Comes behind what somebody waits for; default false. */
  readonly background?: boolean | undefined;
  /** Gives up what has not been done when it aborts. */
  readonly signal?: AbortSignal | undefined;
}
