/** A task of known length, shown while it is worked on. */
export interface ProgressTask {
  update(done: number, detail?: string): void;
  stop(): void;
}

/** What the time left of a task is reckoned from. */
export interface TaskOptions {
  /** How much was done before this process began, by a run that is gone on with: it took no time of this one. Default 0. */
  readonly from?: number;
  /** Work behind the first `done` units, in any unit of its own, where later units take longer than earlier ones. Default `done`. */
  readonly workOf?: (done: number) => number;
  /** Seconds of what comes behind this task, where it is part of something longer. Default: it is all there is. */
  readonly after?: number;
}
