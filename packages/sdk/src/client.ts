import { asCalls, type Calls } from './calls.js';
import { createAudit, type Audit } from './resources/audit.js';
import { createClasses, type Classes } from './resources/classes.js';
import { createCollections, type Collections } from './resources/collections.js';
import { createData, type Data } from './resources/data.js';
import { createDrift, type DriftResource } from './resources/drift.js';
import { createFeedback, type FeedbackResource } from './resources/feedback.js';
import { createHealth, type Health } from './resources/health.js';
import { createBulkItems, type BulkItems } from './resources/bulk-items.js';
import { createItems, type Items } from './resources/items.js';
import { createKeys, type Keys } from './resources/keys.js';
import { createJobs, type Jobs } from './resources/jobs.js';
import { createMany, type Many } from './resources/many.js';
import { createModels, type Models } from './resources/models.js';
import { createPurges, type Purges } from './resources/purges.js';
import { createRecognise, type Recognise } from './resources/recognise.js';
import { createRuns, type Runs } from './resources/runs.js';
import { Transport, type SupconClientOptions } from './transport.js';

/** The typed client of one server. Every method takes `signal`, `timeoutMs` and `retries`, rejects with a SupconError, and gives a promise that also has the answer it came in: `.withResponse()`.
 * A collection name, item id or run id that is none is a BadRequestError with the code BAD_REQUEST, and nothing is sent. */
export interface SupconClient extends Calls<Recognise>, Many, Calls<Audit>, Calls<Health> {
  /** Without a trailing slash. */
  readonly baseUrl: string;
  readonly classes: Calls<Classes>;
  readonly collections: Calls<Collections>;
  readonly data: Calls<Data>;
  readonly drift: Calls<DriftResource>;
  readonly feedback: Calls<FeedbackResource>;
  readonly items: Calls<Items> & Calls<BulkItems>;
  readonly jobs: Calls<Jobs>;
  readonly keys: Calls<Keys>;
  readonly models: Calls<Models>;
  readonly purges: Calls<Purges>;
  readonly runs: Calls<Runs>;
}

/** Makes the client of one server. Nothing is sent before a method is called.
 * @throws BadRequestError for an option that cannot be one.
 * @example
 * const supcon = createSupconClient({ baseUrl: 'http://127.0.0.1:8080' });
 * const { predictions } = await supcon.classify(await readFile('photo.jpg')); */
export function createSupconClient(options: SupconClientOptions): SupconClient {
  const transport = new Transport(options);
  const recognise = asCalls(createRecognise, transport);
  return {
    baseUrl: transport.baseUrl,
    ...recognise,
    ...createMany(recognise),
    classes: asCalls(createClasses, transport),
    collections: asCalls(createCollections, transport),
    data: asCalls(createData, transport),
    drift: asCalls(createDrift, transport),
    feedback: asCalls(createFeedback, transport),
    items: { ...asCalls(createItems, transport), ...asCalls(createBulkItems, transport) },
    jobs: asCalls(createJobs, transport),
    keys: asCalls(createKeys, transport),
    models: asCalls(createModels, transport),
    purges: asCalls(createPurges, transport),
    runs: asCalls(createRuns, transport),
    ...asCalls(createAudit, transport),
    ...asCalls(createHealth, transport),
  };
}
