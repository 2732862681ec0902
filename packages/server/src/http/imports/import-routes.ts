import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, RequestHandler, Router } from 'express';
import type { components } from '@supcon/sdk/schema';
import { outOfBounds } from '../../access/authorise.js';
import { mayTouch } from '../../access/principal.js';
import type { IncomingPart } from '../../collections/imports/receive-import.js';
import { IMPORT } from '../../collections/imports/plan-import.js';
import { requireAnswerKey } from '../../domain/answer-store.js';
import { ServerError } from '../../domain/errors.js';
import { principalOf } from '../access/principal-of.js';
import { bodyPieces } from '../bodies/body-pieces.js';
import { requirePlainEncoding } from '../bodies/plain-encoding.js';
import type { HttpLimits } from '../http-settings.js';
import { describeJob } from '../jobs/describe-job.js';
import type { JobUseCases } from '../jobs/job-routes.js';
import { visibleJob } from '../jobs/visible-job.js';
import { queryText } from '../query.js';
import { strictRouter } from '../strict-router.js';
import { formParts } from './form-parts.js';

const NDJSON = 'application/x-ndjson';
/** What a form may have beside the files in it. */
const AROUND_PARTS = 64 * 1024;

/** What these routes answer from. */
export interface ImportDependencies {
  readonly jobs: Pick<JobUseCases, 'get' | 'importItems' | 'importReport'>;
  readonly limits: Pick<HttpLimits, 'uploadMinRate'>;
  /** Before the addresses in answers. */
  readonly basePath: string;
}

/** Routes of imports: sending one, and what it refused. */
export function importRoutes({ jobs, limits, basePath }: ImportDependencies): Router {
  const router = strictRouter();
  router.post('/collections/:collection/import', async (request, response) => {
    const { collection } = request.params;
    const principal = principalOf(response);
    if (!mayTouch(principal, collection)) throw outOfBounds(principal, collection);
    const body = bodyPieces(request, () => limits.uploadMinRate);
    const parts = isForm(request) ? formParts(body, multipartHeaders.get(request) ?? request.headers) : onlyItems(body);
    const { job, isReplayed } = await jobs.importItems(collection, {
      parts,
      encoderHash: queryText(request, 'encoderHash'),
      once: onceOf(request, principal.id),
    });
    response.status(202).location(`${basePath}/v1/jobs/${job.id}`);
    if (isReplayed) response.set('Idempotency-Replayed', 'true');
    response.json(describeJob(job) satisfies components['schemas']['Job']);
  });
  router.get('/jobs/:job/report', async (request, response) => {
    const job = await visibleJob(jobs, request.params.job, principalOf(response));
    if (job.kind !== IMPORT)
      throw new ServerError('JOB_NOT_FOUND', `the job '${job.id}' is one of ${job.kind}, which has no report; those of ${IMPORT} have`);
    response.type(NDJSON);
    await pipeline(Readable.from(jobs.importReport(job), { objectMode: false }), response);
  });
  return router;
}

const multipartHeaders = new WeakMap<Request, Request['headers']>();

/** Lets an upload pass the check against the API description before anything of it is read: the route reads it, once it is known who sends it. */
export function announceImport({ importBytes }: Pick<HttpLimits, 'importBytes'>): RequestHandler {
  return (request, _response, next) => {
    requirePlainEncoding(request.headers);
    const announced = Number(request.headers['content-length'] ?? 0);
    const limit = isForm(request) ? 2 * importBytes + AROUND_PARTS : importBytes;
    if (announced > limit)
      throw new ServerError('PAYLOAD_TOO_LARGE', `the body has ${announced} bytes, ${limit} are allowed; send it in several`);
    if (isForm(request)) {
      // Its boundary stands in the type, which is reduced to what the description knows.
      multipartHeaders.set(request, { ...request.headers });
      request.body = { items: 'bytes', vectors: 'bytes' };
    } else if (/^\s*application\/x-ndjson\b/i.test(request.headers['content-type'] ?? '')) request.body = 'bytes';
    next();
  };
}

/** The job queue keeps an import by this, as long as its job: no answer has to be. */
function onceOf({ headers }: Request, caller: string): string | undefined {
  const key = headers['idempotency-key'];
  return typeof key === 'string'
    ? createHash('sha256')
        .update(JSON.stringify([caller, requireAnswerKey(key)]))
        .digest('hex')
    : undefined;
}

function isForm({ headers }: Request): boolean {
  return /^\s*multipart\/form-data\b/i.test(headers['content-type'] ?? '');
}

// eslint-disable-next-line @typescript-eslint/require-await -- one part, as a stream of them
async function* onlyItems(body: AsyncIterable<Uint8Array>): AsyncGenerator<IncomingPart> {
  yield { name: 'items', body };
}
