/** Every code a TrainError can carry, with when it is raised. `docs/errors.md` lists the same, held by a test. */
export const TRAIN_ERROR_CODES = {
  USAGE: 'a command line that does not make sense',
  BAD_RECIPE: 'a recipe that does not exist or does not fit the schema',
  NOT_FOUND: 'a folder, run or artifact that does not exist',
  BAD_DATA: 'a data folder that cannot be trained on as it is',
  BAD_IMAGES: 'files in a data folder that are not pictures we can decode',
  BAD_RUN: 'a run folder that is incomplete, damaged or not in the state a command needs',
  BAD_CHECKPOINT: 'a checkpoint or weights file that is damaged or of another encoder',
  BAD_ENCODER_FILE: 'an encoder that was brought as a file and cannot be loaded or used: no ONNX, too new, inputs or sizes that do not fit',
  UNUSABLE_ENCODER:
    'an encoder that was brought and answers what cannot be used: not finite, the same for every picture, or other things in a batch',
  BAD_PREPROCESSING: 'a preprocessing that is not known, or asks for what is not done here',
  FIXED_CLASSES: 'an artifact whose classes cannot be added to or taken out by arithmetic, because it keeps no statistics for that',
  NOT_COMPARABLE: 'runs or losses that cannot be set beside each other honestly',
  VIEWS_FAILED: 'augmented views that could not be made, or a thread that makes them and ended',
  DIVERGED: 'a loss that is no longer a number',
  DOWNLOAD_FAILED: 'a download that did not come through, or is not the file that was asked for',
  DISK_FULL: 'a file that could not be written because the disk, the quota or the file size limit is full',
  BAD_HOME: 'a home, the folder for everything that is kept, that cannot be written',
  UNWRITABLE: 'a file that cannot be written where it was asked for',
  RUN_IN_USE: 'a run that another process trains, or may be training',
  INTERRUPTED: 'a run that was asked to stop',
} as const;

/** A code of the catalogue above. */
export type TrainErrorCode = keyof typeof TRAIN_ERROR_CODES;

/** What the process answers with; anything unexpected is 1. */
export const EXIT_CODES: Readonly<Record<TrainErrorCode, number>> = {
  USAGE: 2,
  BAD_RECIPE: 2,
  NOT_FOUND: 3,
  BAD_DATA: 4,
  BAD_IMAGES: 4,
  BAD_RUN: 1,
  BAD_CHECKPOINT: 1,
  BAD_ENCODER_FILE: 1,
  UNUSABLE_ENCODER: 1,
  BAD_PREPROCESSING: 2,
  FIXED_CLASSES: 1,
  NOT_COMPARABLE: 2,
  VIEWS_FAILED: 1,
  DIVERGED: 1,
  DISK_FULL: 1,
  DOWNLOAD_FAILED: 1,
  BAD_HOME: 1,
  UNWRITABLE: 1,
  RUN_IN_USE: 1,
  INTERRUPTED: 130,
};

/** The one error class of this package: a stable `code`, a message with what was received and what to do. */
export class TrainError extends Error {
  readonly code: TrainErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: TrainErrorCode, message: string, options: { details?: Readonly<Record<string, unknown>>; cause?: unknown } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.name = 'TrainError';
    this.code = code;
    this.details = options.details ?? {};
  }
}
