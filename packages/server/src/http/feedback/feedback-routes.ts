import type { Request, Router } from 'express';
import type { components } from '@supcon/sdk/schema';
import { ServerError } from '../../domain/errors.js';
import type { FeedbackWishes } from '../../domain/feedback-rules.js';
import type { FeedbackRecord } from '../../domain/feedback-store.js';
import type { FeedbackService } from '../../feedback/feedback-service.js';
import type { CollectionsOf } from '../access/limited-collections.js';
import { noteTarget } from '../audit/audit-requests.js';
import { sourceOf } from '../bodies/picture-source.js';
import { withPictures } from '../bodies/read-pictures.js';
import { queryFlag, queryNumber, queryText } from '../query.js';
import { strictRouter } from '../strict-router.js';

type Schemas = components['schemas'];

const DEFAULT_LIMIT = 100;

/** Routes of what pictures really were. @param basePath before the addresses in answers. */
export function feedbackRoutes(feedback: FeedbackService, collections: CollectionsOf, basePath: string): Router {
  const router = strictRouter();
  const addressOf = (id: string): string => `${basePath}/v1/feedback/${id}`;

  router.post('/feedback', async (request, response) => {
    const { change, record, warnings } = await withPictures(request, async (sent) => {
      const [picture] = sent.pictures;
      const bytes = await sourceOf(picture!, collections(response), sent).bytes();
      return feedback.record(bytes, wishesOf(request), sent.turn);
    });
    const { id, label, mayTrain } = record;
    noteTarget(response, { feedback: id, change, mayTrain: String(mayTrain) });
    if (change === 'created') response.location(addressOf(id));
    const told: Schemas['RecordedFeedback'] = { id, change, label, mayTrain, warnings: [...warnings] };
    response.status(change === 'created' ? 201 : 200).json(told);
  });
  router.get('/feedback', async (request, response) => {
    const { records, next } = await feedback.list({
      ...betweenOf(request),
      label: queryText(request, 'label'),
      disagrees: flagOrNone(request, 'disagrees'),
      mayTrain: flagOrNone(request, 'mayTrain'),
      after: queryText(request, 'after'),
      limit: queryNumber(request, 'limit', DEFAULT_LIMIT),
    });
    const described = records.map((record) => describe(record, addressOf(record.id)));
    response.json({ feedback: described, next: next ?? null } satisfies Schemas['FeedbackPage']);
  });
  // Before the address of a record, which it looks like.
  router.get('/feedback/summary', async (request, response) => {
    const { labels, pairs, models, ...totals } = await feedback.summary(betweenOf(request));
    const summary: Schemas['FeedbackSummary'] = { ...totals, labels: [...labels], pairs: [...pairs], models: [...models] };
    response.json(summary);
  });
  router.get('/feedback/:feedback', async (request, response) => {
    const record = await feedback.get(request.params.feedback);
    response.json(describe(record, addressOf(record.id)));
  });
  router.delete('/feedback/:feedback', async (request, response) => {
    await feedback.forget(request.params.feedback);
    response.status(204).end();
  });
  router.get('/feedback/:feedback/picture', async (request, response) => {
    const { bytes, contentType } = await feedback.picture(request.params.feedback);
    response.type(contentType).send(Buffer.from(bytes));
  });
  return router;
}

function wishesOf(request: Request): FeedbackWishes {
  const { label, predicted, mayTrain, note } = request.body as Readonly<Record<string, unknown>>;
  // A form has texts alone.
  const isForm = typeof predicted === 'string' || typeof mayTrain === 'string';
  if (!isForm) return { label, predicted, mayTrain, note };
  return {
    label,
    note,
    predicted: typeof predicted === 'string' ? parsePredicted(predicted) : undefined,
    mayTrain: mayTrain === 'true',
  };
}

function parsePredicted(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ServerError('BAD_REQUEST', 'predicted: it is not JSON; send an object, e.g. {"label":"apple","probability":0.93}', { cause });
  }
}

function betweenOf(request: Request): { since: string | undefined; until: string | undefined } {
  const [since, until] = [queryText(request, 'since'), queryText(request, 'until')];
  return { since: since && new Date(since).toISOString(), until: until && new Date(until).toISOString() };
}

function flagOrNone(request: Request, name: string): boolean | undefined {
  return request.query[name] === undefined ? undefined : queryFlag(request, name);
}

function describe(record: FeedbackRecord, address: string): Schemas['Feedback'] {
  const { id, label, predicted, mayTrain, note, picture, createdAt, updatedAt, earlier } = record;
  return {
    ...{ id, label, mayTrain, note, createdAt, updatedAt },
    predicted,
    agrees: predicted && predicted.label === label,
    pictureUrl: picture && `${address}/picture`,
    bytes: picture?.bytes ?? 0,
    earlier: [...earlier],
  };
}
