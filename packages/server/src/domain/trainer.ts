/** A new training: names and numbers that have been checked, never a path. */
export interface NewTraining {
  /** That the run gets; undefined for recipe `auto`, which begins several and names them itself. */
  readonly run: string | undefined;
  /** Absolute path of the folder of photos. */
  readonly data: string;
  readonly recipe: string;
  /** Of the artifact. */
  readonly name: string | undefined;
  readonly seed: number | undefined;
  /** That recipe `auto` may take. */
  readonly minutes: number | undefined;
  readonly epochs: number | undefined;
  readonly skipBad: boolean;
}

/** What is to be trained: a new run, or one that goes on from its last checkpoint. */
export type TrainingOrder =
  | { readonly start: NewTraining }
  | {
      readonly resume: string;
      /** Absolute path of its photos. */
      readonly data: string;
    };

/** How a training stands. What is undefined is not known yet. */
export interface TrainingReport {
  /** Which is being trained; recipe `auto` goes from one to the next. */
  readonly run: string | undefined;
  /** Finished ones of stage 1. */
  readonly epoch: number;
  readonly epochs: number | undefined;
  /** Of stage 1. */
  readonly etaSeconds: number | undefined;
  /** Whether stage 1 is over. */
  readonly evaluating: boolean;
  /** `name/version`, once it is frozen. */
  readonly artifact: string | undefined;
}

/** Why a training came to no result. */
export class TrainingFailure extends Error {
  /** Of the trainer's catalogue (docs/errors.md): INTERRUPTED where it was asked to stop. TRAINING_FAILED where it ended without a word. */
  readonly code: string;

  /** @param message without absolute paths, at most 1,000 characters. */
  constructor(code: string, message: string) {
    super(message);
    this.name = 'TrainingFailure';
    this.code = code;
  }
}

/** How a training is ended before its end. Either saves first, so that nothing is lost but what there is no time to save. */
export interface TrainingSignals {
  /** It is not wanted any more. */
  readonly stop: AbortSignal;
  /** This process ends and has seconds. */
  readonly leave: AbortSignal;
}

/** Something a person should know of photos; training refuses an error, and goes on with a warning. */
export interface DataFinding {
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly message: string;
  /** What to do. */
  readonly fix: string;
  /** Cases of it. */
  readonly count: number;
  /** The first of them, with paths that begin in the folder of photos. */
  readonly cases: readonly string[];
}

/** What the trainer knows of photos before it trains on them. */
export interface DataCheck {
  /** Whether it takes them as they are. */
  readonly ok: boolean;
  readonly files: number;
  readonly bad: number;
  readonly classes: readonly { readonly label: string; readonly pictures: number }[];
  readonly copies: { readonly exact: number; readonly near: number };
  readonly findings: readonly DataFinding[];
}

/** Who trains: another program, which this one knows by its words alone. It keeps a run to itself, so that no two train one, whoever started them. */
export interface Trainer {
  /** @throws ServerError TRAINING_UNAVAILABLE where there is none, with what to do. */
  requireAvailable(): Promise<void>;
  /** Reads all photos of a folder and says what to know of them before training.
   * @param data absolute path. @throws TrainingFailure where it cannot be told, or not until `signal` aborts; ServerError TRAINING_UNAVAILABLE. */
  check(data: string, signal: AbortSignal): Promise<DataCheck>;
  /** Trains to the end, or until it is told to stop.
   * @param onReport is told whenever something is known that was not.
   * @returns the last report. @throws TrainingFailure; ServerError TRAINING_UNAVAILABLE. When it rejects, nothing trains any more. */
  train(order: TrainingOrder, signals: TrainingSignals, onReport: (report: TrainingReport) => void): Promise<TrainingReport>;
}
