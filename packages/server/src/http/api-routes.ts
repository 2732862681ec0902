import type { RequestHandler, Router } from 'express';
import { middleware as checkAgainstDescription } from 'express-openapi-validator';
import type { HttpLimits } from './http-settings.js';
import { ServerError } from '../domain/errors.js';
import { MOST_CLASS_PICTURES } from '../models/class-rules.js';
import type { ClassService } from '../models/class-service.js';
import type { ModelService } from '../models/model-service.js';
import type { Recogniser } from '../models/recogniser.js';
import type { CollectionService } from '../collections/collection-service.js';
import type { ItemService } from '../collections/items/item-service.js';
import type { DriftService } from '../drift/drift-service.js';
import type { PurgeService } from '../collections/purges/purge-service.js';
import type { DuplicatesService } from '../collections/duplicates/duplicates-service.js';
import type { AnswerStore } from '../domain/answer-store.js';
import type { PredictionService } from '../collections/predictions/prediction-service.js';
import type { ProjectionService } from '../collections/projections/projection-service.js';
import type { FeedbackService } from '../feedback/feedback-service.js';
import type { AuditTrail } from '../access/audit-trail.js';
import type { KeyService } from '../access/key-service.js';
import type { RunService } from '../runs/runs.js';
import type { TrainingService } from '../runs/training-service.js';
import { createAdmission, onePicture } from './admission/admit-pictures.js';
import { authoriseOperation } from './access/authorise-operation.js';
import { refuseOtherMethods } from './described-methods.js';
import { limitedCollections, limitedItems } from './access/limited-collections.js';
import { announceImport, importRoutes } from './imports/import-routes.js';
import { auditRoutes } from './audit/audit-routes.js';
import { collectionRoutes } from './collections/collection-routes.js';
import { predictionRoutes } from './predictions/prediction-routes.js';
import { projectionRoutes } from './collections/projection-routes.js';
import { classRoutes } from './classes/class-routes.js';
import { driftRoutes } from './drift/drift-routes.js';
import { duplicateRoutes } from './duplicates/duplicate-routes.js';
import { feedbackRoutes } from './feedback/feedback-routes.js';
import { itemListRoutes } from './items/item-list-routes.js';
import { itemRoutes } from './items/item-routes.js';
import { answerOnce } from './idempotency/answer-once.js';
import { keyRoutes } from './keys/key-routes.js';
import { jobRoutes, type JobUseCases } from './jobs/job-routes.js';
import { announceArchive, modelRoutes } from './models/model-routes.js';
import { plainContentType } from './bodies/plain-content-type.js';
import { readJson } from './bodies/read-json.js';
import { mostPictures, readOnePicture, readPictures } from './bodies/read-pictures.js';
import { readUpload } from './bodies/read-upload.js';
import { createUploadAccount } from './bodies/upload-account.js';
import { limitRoutes, type ShownLimits } from './limits/limit-routes.js';
import { batchRoutes } from './recognise/batch-routes.js';
import { recogniseRoutes } from './recognise/recognise-routes.js';
import { purgeRoutes } from './purges/purge-routes.js';
import { runRoutes } from './runs/run-routes.js';
import { announcePhotos, dataRoutes } from './runs/data-routes.js';
import { trainingRoutes } from './runs/training-routes.js';
import { strictRouter } from './strict-router.js';

const SEARCH = '/collections/:collection/search';
const TAKING_MANY = ['/classify/batch', '/embed/batch'];
/** What begins work in the background. */
const TAKING_PLANS = [
  ...['reembed', 'projection', 'predictions', 'duplicates', 'copy'].map((plan) => `/collections/:collection/${plan}`),
  '/runs',
];
const TAKING_PICTURES = ['/classify', '/embed', SEARCH, '/collections/:collection/items'];

/** The use cases behind the API, and its limits. */
export interface ApiDependencies {
  readonly recogniser: Recogniser;
  readonly models: ModelService;
  readonly classes: ClassService;
  readonly collections: CollectionService;
  readonly items: ItemService;
  readonly projections: Pick<ProjectionService, 'newest'>;
  readonly duplicates: Pick<DuplicatesService, 'newest'>;
  readonly predictions: Pick<PredictionService, 'newest' | 'page' | 'evaluate'>;
  readonly feedback: FeedbackService;
  readonly drift: DriftService;
  readonly runs: RunService;
  readonly trainings: TrainingService;
  readonly keys: KeyService;
  readonly purges: PurgeService;
  /** Work in the background. */
  readonly background: JobUseCases;
  readonly audit: Pick<AuditTrail, 'query'>;
  /** What was answered to requests that must not be carried out twice. */
  readonly answers: AnswerStore;
  /** The parsed API description. */
  readonly description: object;
  readonly limits: HttpLimits;
  /** What `GET /v1/limits` says. */
  readonly shownLimits: () => ShownLimits;
  /** Aborts when the server shuts down. */
  readonly closing: AbortSignal;
  /** Aborts when what is under way then has to be answered at once. */
  readonly cutOff: AbortSignal;
  /** Below which path others reach the server, for the addresses in answers; empty for none. */
  readonly basePath: string;
}

/** Everything below `/v1`, to be mounted there. What reaches a route of it has been checked against the API description, and its caller has the role
 * that the operation asks for: the routes hang behind both in this one router, and there is no other way to them. Comes behind guardAccess. */
export function apiRoutes({
  recogniser,
  models,
  classes,
  collections,
  items,
  projections,
  duplicates,
  predictions,
  feedback,
  drift,
  runs,
  trainings,
  keys,
  purges,
  background,
  audit,
  answers,
  description,
  limits,
  shownLimits,
  closing,
  cutOff,
  basePath,
}: ApiDependencies): Router {
  const router = strictRouter();
  const limited = limitedCollections(collections);
  const account = createUploadAccount(limits.uploadMemoryBytes, limits.uploadClientBytes);
  router.use(refuseOtherMethods(description));
  const admission = createAdmission(limits, cutOff);
  router.post(TAKING_PICTURES, admission(onePicture), readUpload(limits, account));
  router.post(TAKING_MANY, admission(mostPictures(limits)), readPictures(limits, account));
  const ofAClass = { ...limits, picturesPerRequest: Math.min(MOST_CLASS_PICTURES, limits.pictures) };
  router.post('/classes', admission(mostPictures(ofAClass)), readPictures(ofAClass, account));
  const ofOne = { ...limits, picturesPerRequest: 1 };
  router.post('/feedback', admission(mostPictures(ofOne)), readOnePicture(limits, account));
  router.post('/models', announceArchive(limits));
  router.post('/data/:name', announcePhotos(limits));
  router.post('/collections/:collection/import', announceImport(limits));
  router.post([SEARCH, `${SEARCH}/batch`], readJson(limits, account));
  router.put(['/aliases/:alias', '/collection-aliases/:alias'], readJson(limits, account));
  router.post(['/keys', '/keys/:key/rotate'], readJson(limits, account));
  router.post(TAKING_PLANS, readJson(limits, account));
  router.patch('/collections/:collection/items/:id', readJson(limits, account));
  router.post(['/collections/:collection/items', '/collections/:collection/delete-items'], readJson(limits, account));
  router.use(plainContentType);
  router.use(
    checkAgainstDescription({
      apiSpec: structuredClone(description) as Exclude<Parameters<typeof checkAgainstDescription>[0]['apiSpec'], string>,
      validateApiSpec: false,
      validateRequests: { allErrors: true },
      validateResponses: false,
      validateSecurity: false,
      // Pictures are read by readUpload, with limits of its own.
      fileUploader: false,
    }),
    requireDescribed,
    authoriseOperation,
    answerOnce(answers, () => new Date().toISOString()),
  );
  router.use(
    limitRoutes(shownLimits),
    recogniseRoutes({ recogniser, collections: limited, basePath, limits }),
    batchRoutes({ recogniser, collections: limited, basePath, limits }),
    modelRoutes(models, limits),
    classRoutes(classes, limited),
    collectionRoutes(limited, purges, basePath),
    projectionRoutes(projections),
    duplicateRoutes({ duplicates, jobs: background, basePath }),
    predictionRoutes({ predictions, jobs: background, basePath }),
    itemRoutes(limited, limitedItems(items), purges, basePath),
    itemListRoutes({ items: limitedItems(items), jobs: background, purges, basePath }),
    importRoutes({ jobs: background, limits, basePath }),
    feedbackRoutes(feedback, limited, basePath),
    driftRoutes(drift, basePath),
    keyRoutes(keys),
    jobRoutes(background, basePath),
    purgeRoutes(purges),
    auditRoutes(audit),
    runRoutes(runs, limits, closing),
    dataRoutes(trainings, limits),
    trainingRoutes(trainings, basePath),
  );
  return router;
}

/** The check has recognised the operation, or nothing goes on: an address that it leaves out must not be one that a route takes. */
const requireDescribed: RequestHandler = (request, _response, next) => {
  if ((request as { openapi?: unknown }).openapi === undefined)
    throw new ServerError('NOT_FOUND', `nothing is at ${request.originalUrl}; /openapi.json lists the addresses of the API`);
  next();
};
