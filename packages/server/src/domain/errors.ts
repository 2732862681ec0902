/** Every code a reply can carry, with when it is sent. openapi.yaml and docs/errors.md list the same, held by tests. */
export const HTTP_ERROR_CODES = {
  BAD_REQUEST: 'the request does not fit the API description',
  UNAUTHORIZED: 'the API key is missing, wrong, expired or revoked',
  FORBIDDEN: 'the caller lacks the role that the operation needs, or its key is for other collections',
  TRAINING_OFF: 'the configuration of the server does not allow trainings',
  FORBIDDEN_ORIGIN: 'a web page of an origin that is not allowed, or an unknown Host, called the server',
  NOT_FOUND: 'there is nothing at this address',
  COLLECTION_NOT_FOUND: 'there is no collection of this name',
  ITEM_NOT_FOUND: 'the collection has no item with this id',
  RUN_NOT_FOUND: 'there is no training with this id',
  DATA_NOT_FOUND: 'there is no folder of photos of this name in `SUPCON_HOME/data`',
  JOB_NOT_FOUND: 'there is no job with this id, or it ended long ago and was forgotten',
  PURGE_NOT_FOUND: 'there is no purge with this id',
  MODEL_NOT_FOUND: 'there is no model, or no alias, of the name, version or hash that was given',
  KEY_NOT_FOUND: 'there is no key with this id',
  CLASS_NOT_FOUND: 'the model knows no class of this label',
  FEEDBACK_NOT_FOUND: 'nothing was told of a picture of this id, or its picture is not kept',
  EXAMPLE_NOT_FOUND: 'there is no example of drift of this id, or it is not kept any more',
  PROJECTION_NOT_FOUND: 'nobody has asked for this picture of the collection, or it was let go for newer ones',
  DUPLICATES_NOT_FOUND: 'nobody has looked for near-duplicates in the collection, or not since it got other vectors',
  PREDICTIONS_NOT_FOUND: 'the model has not classified the items of the collection, or what it said was let go for newer predictions',
  METHOD_NOT_ALLOWED: 'the address does not know this method',
  TOO_SLOW: 'the body of the request came in too slowly',
  REQUEST_UNDER_WAY: 'a request with this `Idempotency-Key` is being worked on',
  ITEM_CONFLICT: 'the id belongs to an item with another picture, label or metadata',
  UNEXPECTED_COUNT: 'other than so many items fit the filter as were expected; nothing was changed',
  COLLECTION_CONFLICT:
    'a collection whose name differs only in case is there already, or the collection has the vectors asked for, or is getting others',
  MODEL_MISMATCH: 'the collection holds vectors of a model whose artifact is not there, cannot be loaded, or is not the one given',
  MODEL_UNUSABLE: 'the artifact cannot be loaded, or gives no usable answers; what served before goes on',
  MODEL_IN_USE: 'an alias names the model, a collection holds its vectors or is getting them, or the alias is the one that serves',
  RUN_CONFLICT: 'the training is finished or under way, is none of this server, or its photos are not where the server may read them',
  DATA_CONFLICT: 'photos of this name are there already, or a training that waits or runs needs them',
  KEY_CONFLICT: 'a key of the name is there already, or the key was revoked, or there are as many as the server keeps',
  CLASS_CONFLICT: 'the model knows a class of this label already, or its alias stands for another model by now',
  FIXED_CLASSES:
    'classes cannot be added to the model or taken out: it keeps no statistics for that, is the one the server was started with, or would have none left',
  TOO_MANY_COLLECTIONS: 'there are as many collections as the server allows',
  FEEDBACK_FULL: 'as much is known of pictures as the server keeps',
  ITEM_CHANGED: 'the item is another one, or has changed, since `If-Match` was read',
  PAYLOAD_TOO_LARGE: 'the body has more bytes or parts than allowed',
  IMAGE_TOO_LARGE: 'the picture has more pixels, a longer side or more scans than allowed',
  METADATA_TOO_LARGE: 'the metadata of an item is larger, deeper or richer in keys than allowed',
  UNSUPPORTED_MEDIA_TYPE: 'the Content-Type is not one that this address takes',
  KEY_REUSED: 'the `Idempotency-Key` was sent with another request before',
  BAD_IMAGE: 'the bytes are not a picture that can be decoded',
  BAD_ARCHIVE:
    'the body is not a whole tar archive of one artifact, or not the one that its digest names; or no whole zip archive of pictures, or has entries that none has',
  BAD_VECTOR: 'the vector has another length than the embedding, or no direction',
  TOO_MANY_REQUESTS: 'a key has asked more often than it may, or an address has sent too many wrong ones; try again after the time given',
  INTERNAL: 'a fault of the server; its log has more under the request id',
  TRAINING_UNAVAILABLE: 'the program that trains is not installed beside the server',
  TOO_BUSY: 'too much is waiting already; try again after the time given',
  NOT_READY: 'what is needed is starting, restarting or shutting down; try again after the time given',
  NO_MODEL: 'the server was started without a model, or the one that serves is gone',
  MODEL_MEMORY_FULL: 'the model does not fit into the memory that models may take, beside the one that serves',
  STORAGE_FULL: 'the disk has no room for what should be stored',
} as const;

/** Codes that end the program before it serves, or a command. */
export const START_ERROR_CODES = {
  BAD_CONFIG: 'an option, environment variable or line of the file of settings has a value that cannot be used',
  BAD_DATA: 'the folder to index has no class folders with pictures',
  STORE_LOCKED: 'another process keeps the database for itself',
  STORE_MISSING: 'the database of the items is missing or empty, though their pictures, or other traces of them, are there',
  STORE_DAMAGED: 'the database cannot be read, or a newer version wrote it',
} as const;

/** Codes that a background job may end with, beside those of what it does. */
export const JOB_ERROR_CODES = {
  JOB_ABANDONED: 'the worker of a job vanished in the last attempt that the job had',
  UPLOAD_LOST: 'what was uploaded for an import is not there any more, after a backup was restored, say',
  TRAINING_FAILED: 'a training ended without saying why: a crash, or the system ended it, for its memory for one',
} as const;

/** A code that an answer over HTTP may carry. */
export type HttpErrorCode = keyof typeof HTTP_ERROR_CODES;
/** A code of either catalogue above. */
export type ServerErrorCode = HttpErrorCode | keyof typeof START_ERROR_CODES;

/** What goes with an error beside its message. */
export interface ServerErrorOptions {
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
  /** Sent as Retry-After, in seconds. */
  readonly retryAfterSeconds?: number;
}

/** The one error class of this package: a stable `code`, a message with what was received and what to do. */
export class ServerError extends Error {
  readonly code: ServerErrorCode;
  readonly details: Readonly<Record<string, unknown>>;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ServerErrorCode, message: string, options: ServerErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.name = 'ServerError';
    this.code = code;
    this.details = options.details ?? {};
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** Whether something that came from elsewhere, such as a thread, is one of our codes. */
export function isServerErrorCode(code: unknown): code is ServerErrorCode {
  return typeof code === 'string' && (Object.hasOwn(HTTP_ERROR_CODES, code) || Object.hasOwn(START_ERROR_CODES, code));
}
