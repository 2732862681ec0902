import express, { type Express, type Request } from 'express';
import type { Logger } from 'pino';
import { pinoHttp, type HttpLogger } from 'pino-http';
import { DEFAULT_HTTP_LIMITS, type HttpLimits } from './http-settings.js';
import { ServerError } from '../domain/errors.js';
import type { Measures } from '../domain/measures.js';
import type { Tracing } from '../domain/tracing.js';
import { hideSecrets } from './hide-secrets.js';
import type { AuditTrail } from '../access/audit-trail.js';
import type { KeyRing } from '../access/key-ring.js';
import type { KeyService } from '../access/key-service.js';
import { guardAccess, whoAsks, type GuardSettings } from './access/guard-access.js';
import { auditRequests } from './audit/audit-requests.js';
import { limitRate } from './access/limit-rate.js';
import { allowOrigins } from './access/allow-origins.js';
import { describedBelow, takeOffBasePath } from './base-path.js';
import { answerConditions } from './conditional-requests.js';
import { measureRequests } from './measure-requests.js';
import { refuseChanges } from './described-methods.js';
import { answerErrors } from './answer-errors.js';
import { apiRoutes } from './api-routes.js';
import type { ClassService } from '../models/class-service.js';
import type { ModelService } from '../models/model-service.js';
import type { Recogniser } from '../models/recogniser.js';
import type { PurgeService } from '../collections/purges/purge-service.js';
import type { CollectionService } from '../collections/collection-service.js';
import type { ItemService } from '../collections/items/item-service.js';
import type { DriftService } from '../drift/drift-service.js';
import type { DuplicatesService } from '../collections/duplicates/duplicates-service.js';
import type { AnswerStore } from '../domain/answer-store.js';
import type { PredictionService } from '../collections/predictions/prediction-service.js';
import type { ProjectionService } from '../collections/projections/projection-service.js';
import type { FeedbackService } from '../feedback/feedback-service.js';
import type { RunService } from '../runs/runs.js';
import type { TrainingService } from '../runs/training-service.js';
import type { JobUseCases } from './jobs/job-routes.js';
import { assignRequestId } from './request-id.js';
import { securityHeaders } from './security-headers.js';
import { traceContextOf } from './trace-context.js';
import { traceRequests } from './trace-requests.js';
import { dashboardRoutes } from './pages/dashboard-routes.js';
import { docsRoutes } from './pages/docs-routes.js';
import type { ShownLimits } from './limits/limit-routes.js';
import { healthRoutes } from './health/health-routes.js';

/** The use cases behind the server, and what it serves beside the API. */
export interface AppDependencies {
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
  readonly purges: PurgeService;
  /** Work in the background. */
  readonly background: JobUseCases;
  readonly logger: Logger;
  /** The parsed API description: what requests are checked against, and what /openapi.json says. */
  readonly description: object;
  /** Folder of swagger-ui-dist. */
  readonly swaggerFolder: string;
  /** The built dashboard; without it, `/` leads to /docs. */
  readonly dashboardFolder?: string | undefined;
  /** A key from the environment, which may do everything. */
  readonly apiKey?: string | undefined;
  /** The server's own keys. Where there is neither kind, /v1 is for everybody on this machine. */
  readonly keyRing?: Pick<KeyRing, 'hasKeys' | 'find'> | undefined;
  readonly keys: KeyService;
  readonly audit: AuditTrail;
  /** What was answered to requests that must not be carried out twice. */
  readonly answers: AnswerStore;
  /** Of keys that have no limit of their own; 0, the default, for none. */
  readonly requestsPerMinute?: number;
  /** Requests without a right key from one address, before it is told to wait; 0, the default, for no limit. */
  readonly wrongKeysPerMinute?: number;
  /** Names that requests without a key may be addressed to, beside this machine's own. */
  readonly allowedHosts?: readonly string[];
  /** Origins whose pages may use the API from a browser. */
  readonly allowedOrigins?: readonly string[];
  /** Below which path others reach the server, without a slash at its end; empty, the default, for none. */
  readonly basePath?: string;
  /** Whose X-Forwarded-For, -Host and -Proto are believed, as `SUPCON_TRUSTED_PROXIES` names them. */
  readonly trustedProxies?: readonly string[];
  /** Aborts when the server shuts down. */
  readonly closing: AbortSignal;
  /** Aborts when what is under way then has to be answered at once. */
  readonly cutOff: AbortSignal;
  readonly limits?: Partial<HttpLimits>;
  /** Who is told of each request; default nobody. */
  readonly measures?: Measures | undefined;
  /** Where requests are traced; default nowhere. */
  readonly tracing?: Tracing | undefined;
  /** What `GET /v1/limits` says. */
  readonly shownLimits: () => ShownLimits;
}

/** Puts the HTTP side together. Reads and opens nothing by itself. */
export function buildApp(dependencies: AppDependencies): Express {
  const {
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
    purges,
    keys,
    keyRing,
    background,
    audit,
    answers,
    logger,
    description,
    swaggerFolder,
    dashboardFolder,
    measures,
    tracing,
    shownLimits,
    apiKey,
    closing,
    cutOff,
  } = dependencies;
  const {
    allowedHosts = [],
    allowedOrigins = [],
    trustedProxies = [],
    basePath = '',
    requestsPerMinute = 0,
    wrongKeysPerMinute = 0,
  } = dependencies;
  const limits = { ...DEFAULT_HTTP_LIMITS, ...dependencies.limits };
  const guard: GuardSettings = { apiKey, keys: keyRing, wrongKeysPerMinute, allowedHosts, allowedOrigins };
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  // The check against the API description goes by these too.
  app.enable('strict routing');
  app.enable('case sensitive routing');
  app.set('etag', false);
  app.set('trust proxy', [...trustedProxies]);
  app.use(takeOffBasePath(basePath));
  if (measures) app.use(measureRequests(description, measures));
  if (tracing) app.use(traceRequests(description, tracing));
  app.use(logRequests(logger));
  app.use(answerConditions());
  app.use(securityHeaders());
  app.use(refuseChanges);
  app.use(healthRoutes({ recogniser, collections, closing, mayKnow: (request) => knowsAll(request, guard) }));
  app.use(docsRoutes({ document: describedBelow(basePath, description), swaggerFolder, basePath }));

  app.use(
    '/v1',
    auditRequests(description, audit),
    allowOrigins(allowedOrigins),
    guardAccess(guard),
    limitRate(requestsPerMinute),
    (_request, response, next) => {
      response.set('Cache-Control', 'no-store');
      next();
    },
  );
  app.use(
    '/v1',
    apiRoutes({
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
      purges,
      keys,
      background,
      audit,
      answers,
      description,
      limits,
      shownLimits,
      closing,
      cutOff,
      basePath,
    }),
  );

  if (dashboardFolder === undefined) app.get('/', (_request, response) => response.redirect(`${basePath}/docs`));
  else app.use(dashboardRoutes(dashboardFolder, basePath));
  app.use((request) => {
    throw new ServerError('NOT_FOUND', `nothing is at ${request.path}; /openapi.json lists the addresses of the API`);
  });
  app.use(answerErrors);
  return app;
}

/** Whether a request of health comes from somebody who may see every model and collection. */
function knowsAll(request: Request, guard: GuardSettings): boolean {
  try {
    return whoAsks(request, guard).collections === undefined;
  } catch {
    return false;
  }
}

/** A line a request, without headers: they hold the key. */
function logRequests(logger: Logger): HttpLogger {
  return pinoHttp({
    logger,
    genReqId: assignRequestId,
    quietReqLogger: true,
    customAttributeKeys: { reqId: 'requestId' },
    customProps: (request) => ({ ...traceContextOf(request) }),
    serializers: {
      req: ({ method, url }: { method: string; url: string }) => ({ method, url: hideSecrets(url) }),
      res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
    },
    autoLogging: { ignore: ({ url }) => /^\/(livez|readyz)/.test(url ?? '') },
  });
}
