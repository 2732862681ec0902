import { createAudit } from './resources/audit.js';
import { createClasses } from './resources/classes.js';
import { createCollections } from './resources/collections.js';
import { createData } from './resources/data.js';
import { createDrift } from './resources/drift.js';
import { createFeedback } from './resources/feedback.js';
import { createHealth } from './resources/health.js';
import { createItems } from './resources/items.js';
import { createKeys } from './resources/keys.js';
import { createJobs } from './resources/jobs.js';
import { createMany } from './resources/many.js';
import { createModels } from './resources/models.js';
import { createRecognise } from './resources/recognise.js';
import { createRuns } from './resources/runs.js';
import { Transport, type SupconClientOptions } from './transport.js';

/** The typed client of one server. Every method rejects with a SupconError and takes `signal`, `timeoutMs` and `retries`.
 * A collection name, item id or run id that is none is a BadRequestError with the code BAD_REQUEST, and nothing is sent.
 * @example
 * const supcon = createSupconClient({ baseUrl: 'http://127.0.0.1:8080' });
 * const { predictions } = await supcon.classify(await readFile('photo.jpg')); */
export function createSupconClient(options: SupconClientOptions) {
  const transport = new Transport(options);
  const recognise = createRecognise(transport);
  return {
    /** Without a trailing slash. */
    baseUrl: transport.baseUrl,
    ...recognise,
    ...createMany(recognise),
    classes: createClasses(transport),
    collections: createCollections(transport),
    data: createData(transport),
    drift: createDrift(transport),
    feedback: createFeedback(transport),
    items: createItems(transport),
    jobs: createJobs(transport),
    models: createModels(transport),
    runs: createRuns(transport),
    keys: createKeys(transport),
    ...createAudit(transport),
    ...createHealth(transport),
  };
}

/** What `createSupconClient` gives. */
export type SupconClient = Readonly<ReturnType<typeof createSupconClient>>;
