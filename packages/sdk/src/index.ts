export { createSupconClient, type SupconClient } from './client.js';
export {
  AuthenticationError,
  BadRequestError,
  ConflictError,
  InsufficientStorageError,
  NotFoundError,
  PayloadTooLargeError,
  PermissionDeniedError,
  RateLimitedError,
  ServerFaultError,
  ServiceBusyError,
  SupconAbortError,
  SupconApiError,
  SupconConnectionError,
  SupconError,
  SupconTimeoutError,
  UnprocessableError,
  UnsupportedMediaTypeError,
} from './errors.js';
export type { ImageInput } from './image-blob.js';
export type { NewItem } from './resources/items.js';
export type { ClassifyOptions, SearchQuery } from './resources/recognise.js';
export type {
  AddedItem,
  ClassifyResponse,
  Collection,
  EmbedResponse,
  ErrorCode,
  Item,
  Model,
  ModelRef,
  Neighbour,
  PictureWarning,
  Prediction,
  Problem,
  Readiness,
  Run,
  RunEvent,
  RunMetrics,
  RunResult,
  RunScores,
  RunStatus,
  RunSummary,
  SearchResponse,
  UnknownAnswer,
} from './schemas.js';
export { requestIdOf, type CallOptions, type SupconClientOptions } from './transport.js';
