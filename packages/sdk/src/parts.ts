/** The client in parts, for pages that count their bytes: `createRecognise(new Transport({ baseUrl }))` classifies, embeds and searches, and nothing else of the client is bundled; `asCalls(createRecognise, new Transport({ baseUrl }))` has `withResponse` too. */
export { asCalls, type Calls } from './calls.js';
export { createAudit } from './resources/audit.js';
export { createBulkItems } from './resources/bulk-items.js';
export { createClasses } from './resources/classes.js';
export { createCollections } from './resources/collections.js';
export { createData } from './resources/data.js';
export { createDrift } from './resources/drift.js';
export { createFeedback } from './resources/feedback.js';
export { createHealth } from './resources/health.js';
export { createItems } from './resources/items.js';
export { createJobs } from './resources/jobs.js';
export { createKeys } from './resources/keys.js';
export { createMany } from './resources/many.js';
export { createModels } from './resources/models.js';
export { createPurges } from './resources/purges.js';
export { createRecognise } from './resources/recognise.js';
export { createRuns } from './resources/runs.js';
export { Transport } from './transport.js';
