/** Every code a CoreError can carry, with when it is raised. `docs/errors.md` lists the same, held by a test. */
export const CORE_ERROR_CODES = {
  BAD_SHAPE: 'an array or tensor does not have the shape the operation needs',
  BAD_TEMPERATURE: 'a temperature is not a finite number above 0',
  BAD_ENCODER: 'an encoder option does not exist',
  BAD_LABELS: 'labels do not fit the rows they belong to',
  BAD_OPTIMISER: 'an optimiser, schedule or weight average has an option that does not exist or is out of range',
  BAD_LOSS: 'an option of a loss has a value it cannot take',
  BAD_WEIGHTS: 'weights are missing, superfluous or of another shape',
  BAD_IMAGE: 'bytes that are not a picture we can decode',
  IMAGE_TOO_LARGE: 'a picture with more pixels, a longer side or more scans than allowed',
  PHOTOS_NOT_FOUND: 'a folder or list of photos that is not there or cannot be opened',
  BAD_PHOTOS: 'a list of photos that is not text in UTF-8',
  TOO_MANY_FILES: 'a folder of photos that holds more files, more folders inside each other, or more that is no picture, than is read',
  BAD_ARTIFACT: 'an artifact folder that is incomplete, damaged or of another format version',
  BACKEND_UNAVAILABLE: 'the compute backend asked for cannot be loaded',
  DEVICE_FAILED: 'a GPU ran out of memory, reported an error or was lost while computing',
  HANDLE_FREED: 'a tensor handle was used after it was freed',
  NO_FORWARD: 'backward was called on a unit that has not run forward in training mode',
  UNSUPPORTED: 'the engine cannot do this (precision or operation)',
} as const;

/** A code of the catalogue above. */
export type CoreErrorCode = keyof typeof CORE_ERROR_CODES;

/** The one error class of this package: a stable `code`, a message with what was expected, what was received and what to do. */
export class CoreError extends Error {
  readonly code: CoreErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: CoreErrorCode, message: string, options: { details?: Readonly<Record<string, unknown>>; cause?: unknown } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.name = 'CoreError';
    this.code = code;
    this.details = options.details ?? {};
  }
}
