export type { SupconCall, WithResponse } from './calls.js';
export { createSupconClient, type SupconClient } from './client.js';
export {
  AuthenticationError,
  BadRequestError,
  ConflictError,
  InsufficientStorageError,
  ItemChangedError,
  NotFoundError,
  PayloadTooLargeError,
  PermissionDeniedError,
  RateLimitedError,
  RequestTimeoutError,
  ServerFaultError,
  ServiceBusyError,
  SupconAbortError,
  SupconApiError,
  SupconConnectionError,
  SupconError,
  SupconTimeoutError,
  UnexpectedAnswerError,
  UnprocessableError,
  UnsupportedMediaTypeError,
} from './errors.js';
export {
  decodePredictionColumns,
  decodeProjectionColumns,
  type ItemColumns,
  type PredictionColumns,
  type ProjectionColumns,
} from './decode-columns.js';
export type { AuditQuery } from './resources/audit.js';
export type { DriftOptions } from './resources/drift.js';
export type { PredictionQuery, ProjectionQuery } from './resources/collections.js';
export type { FeedbackQuery, NewFeedback } from './resources/feedback.js';
export type { FollowedEvent } from './follow-events.js';
export type { ImageInput } from './image-blob.js';
export { inBulk, type BulkOptions, type BulkProgress, type BulkResult, type Inputs } from './in-bulk.js';
export type { ManyOptions, ReadOption } from './resources/many.js';
export { settled, type Settled } from './settled.js';
export type { ImportInput, ImportItem } from './import-body.js';
export type { ExportedItem, ImportOptions } from './resources/bulk-items.js';
export type { ItemQuery, NewItem, NewVectorItem, Seen } from './resources/items.js';
export type { Filter, FilterField, FilterValue } from './filter.js';
export type { CurvesOptions, FollowOptions, LabelIssueQuery } from './resources/runs.js';
export type { PurgeQuery, PurgeWaitOptions } from './resources/purges.js';
export type { JobQuery, WaitOptions } from './resources/jobs.js';
export type { ClassifyOptions, EmbedOptions, SearchQuery, SearchWishes, VectorQuery } from './resources/recognise.js';
export type { ClassesOptions } from './resources/classes.js';
export type { ItemPicture, PictureInput } from './sent-pictures.js';
export type {
  AddedItem,
  AuditEntry,
  AuditPage,
  ClassList,
  ClassifiedPicture,
  ClassifyBatchResponse,
  ClassifyResponse,
  Collection,
  CollectionAlias,
  DataCheck,
  DataFinding,
  DataList,
  DataSet,
  DeletedItems,
  Drift,
  DriftExample,
  DriftMeasure,
  EmbedBatchResponse,
  EmbeddedPicture,
  EmbedResponse,
  Duplicate,
  Duplicates,
  DuplicatesRequest,
  ErrorCode,
  Evaluation,
  Facets,
  Feedback,
  FeedbackPage,
  FeedbackSummary,
  Item,
  ItemList,
  ItemPatch,
  ItemPrediction,
  ItemSample,
  Key,
  NewKey,
  Role,
  ShownKey,
  Job,
  ImportRefusal,
  JobList,
  JobKind,
  JobState,
  Limits,
  Liveness,
  Model,
  ModelRef,
  AnsweringModel,
  LabelIssue,
  LabelIssueList,
  LabelSet,
  Occlusion,
  Vote,
  Alias,
  Neighbour,
  PictureProblem,
  PictureWarning,
  PredictedClass,
  Prediction,
  PredictionDescription,
  Predictions,
  PredictRequest,
  Problem,
  Projection,
  ProjectionDescription,
  ProjectionRequest,
  Purge,
  PurgeList,
  Readiness,
  RecordedFeedback,
  ReembedRequest,
  CurveName,
  Run,
  RunCurves,
  RunEvent,
  RunLog,
  RunMetrics,
  RunResult,
  RunScores,
  RunStatus,
  RunSummary,
  SearchBatchResponse,
  SearchPlan,
  SearchResponse,
  SearchWarning,
  TrainingRequest,
  UnknownAnswer,
  UploadedData,
} from './schemas.js';
export { requestIdOf, type CallOptions, type CallReport, type SupconClientOptions } from './transport.js';
