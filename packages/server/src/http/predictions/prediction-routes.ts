import type { Request, Response, Router } from 'express';
import type { components } from '@supcon/sdk/schema';
import { outOfBounds } from '../../access/authorise.js';
import { mayTouch } from '../../access/principal.js';
import { joinColumns } from '../../collections/derived/column-file.js';
import { shownColumns, type PredictedRow } from '../../collections/predictions/prediction-file.js';
import type { PredictionService, ShownPredictions } from '../../collections/predictions/prediction-service.js';
import type { PredictionOrder } from '../../collections/predictions/select-predictions.js';
import { principalOf } from '../access/principal-of.js';
import { COLUMNS, wantsColumns } from '../collections/columns-answer.js';
import { describeJob } from '../jobs/describe-job.js';
import type { JobUseCases } from '../jobs/job-routes.js';
import { queryFlag, queryNumber, queryText } from '../query.js';
import { strictRouter } from '../strict-router.js';

type Schemas = components['schemas'];

const DEFAULT_LIMIT = 100;

/** What these routes answer from. */
export interface PredictionDependencies {
  readonly predictions: Pick<PredictionService, 'newest' | 'page' | 'evaluate'>;
  readonly jobs: Pick<JobUseCases, 'predict'>;
  /** Before the addresses in answers. */
  readonly basePath: string;
}

/** Routes of what models say of every item of a collection: asking for it, what was said, and how right it is. */
export function predictionRoutes({ predictions, jobs, basePath }: PredictionDependencies): Router {
  const router = strictRouter();
  router.get('/collections/:collection/predictions', async (request, response) => {
    const collection = touched(request.params.collection, response);
    const model = queryText(request, 'model');
    response.vary('Accept');
    if (wantsColumns(request)) {
      sendColumns(response, await predictions.newest(collection, model));
      return;
    }
    const { rows, total, next, ...shown } = await predictions.page(collection, {
      ...wantedOf(request),
      ...{ model, after: queryText(request, 'after'), limit: queryNumber(request, 'limit', DEFAULT_LIMIT) },
    });
    const { classes } = shown.table.description;
    response.json({
      ...describe(shown),
      total,
      predictions: rows.map((row) => describeRow(row, classes)),
      ...(next === undefined ? {} : { next }),
    } satisfies Schemas['Predictions']);
  });
  router.get('/collections/:collection/evaluation', async (request, response) => {
    const collection = touched(request.params.collection, response);
    const { evaluation, ...shown } = await predictions.evaluate(collection, queryText(request, 'model'));
    const { classes, confusion, calibration, unknown, ...scores } = evaluation;
    response.json({
      ...describe(shown),
      ...scores,
      classes: [...classes],
      confusion: [...confusion],
      calibration: { ...calibration, bins: [...calibration.bins] },
      // Infinity, which JSON lacks, takes in nothing.
      unknown: unknown && { ...unknown, curve: unknown.curve.map((point) => ({ ...point, score: finite(point.score) })) },
    } satisfies Schemas['Evaluation']);
  });
  router.post('/collections/:collection/predictions', async (request, response) => {
    const job = await jobs.predict(request.params.collection, (request.body as Schemas['PredictRequest']).model);
    response.status(202).location(`${basePath}/v1/jobs/${job.id}`).json(describeJob(job));
  });
  return router;
}

function touched(collection: string, response: Response): string {
  const principal = principalOf(response);
  if (!mayTouch(principal, collection)) throw outOfBounds(principal, collection);
  return collection;
}

function wantedOf(request: Request) {
  const given = <T>(name: string, value: T): T | undefined => (request.query[name] === undefined ? undefined : value);
  return {
    label: queryText(request, 'label'),
    predicted: queryText(request, 'predicted'),
    correct: given('correct', queryFlag(request, 'correct')),
    unknown: given('unknown', queryFlag(request, 'unknown')),
    minConfidence: given('minConfidence', queryNumber(request, 'minConfidence', 0)),
    maxConfidence: given('maxConfidence', queryNumber(request, 'maxConfidence', 1)),
    sort: queryText(request, 'sort') as PredictionOrder | undefined,
  };
}

function sendColumns(response: Response, shown: ShownPredictions): void {
  const { header, columns } = shownColumns(shown.table);
  const { classes } = shown.table.description;
  response.type(COLUMNS).send(joinColumns({ ...describe(shown), classes, ...header }, columns));
}

function describe({ table, lastSeq, outdated }: ShownPredictions): Schemas['PredictionDescription'] {
  const { collection, model, judge, items, of, skipped, seq, computedAt } = table.description;
  return { collection, model, judge, items, of, skipped, seq, lastSeq, outdated, computedAt };
}

function describeRow(
  { id, label, prediction, confidence, probabilityOfLabel, unknown }: PredictedRow,
  classes: readonly string[],
): Schemas['ItemPrediction'] {
  const said = classes[prediction]!;
  return {
    ...{ id, label, prediction: said, confidence, probabilityOfLabel },
    ...{ unknown: unknown && unknown.isUnknown, unknownScore: unknown && unknown.score },
    correct: probabilityOfLabel === null ? null : said === label,
  };
}

function finite(score: number): number | null {
  return Number.isFinite(score) ? score : null;
}
