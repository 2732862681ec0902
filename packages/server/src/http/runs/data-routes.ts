import type { RequestHandler, Router } from 'express';
import type { components } from '@supcon/sdk/schema';
import { ServerError } from '../../domain/errors.js';
import type { TrainingService } from '../../runs/training-service.js';
import { noteTarget } from '../audit/audit-requests.js';
import { bodyPieces } from '../bodies/body-pieces.js';
import { requirePlainEncoding } from '../bodies/plain-encoding.js';
import type { HttpLimits } from '../http-settings.js';
import { strictRouter } from '../strict-router.js';

type Schemas = components['schemas'];

/** Routes of the photos that can be trained on. */
export function dataRoutes(trainings: TrainingService, limits: Pick<HttpLimits, 'uploadMinRate'>): Router {
  const router = strictRouter();
  router.get('/data', async (_request, response) => {
    const data = (await trainings.data()).map((set) => ({ ...set }));
    response.json({ data, trainingAllowed: trainings.isAllowed } satisfies Schemas['DataList']);
  });
  router.post('/data/:name', async (request, response) => {
    const { name } = request.params;
    noteTarget(response, { data: name });
    const { data, leftOut, leftOutFiles } = await trainings.receiveData(
      name,
      bodyPieces(request, () => limits.uploadMinRate),
    );
    response.status(201).json({
      data: { ...data },
      leftOut,
      leftOutFiles: leftOutFiles.map((file) => ({ ...file })),
    } satisfies Schemas['UploadedData']);
  });
  router.delete('/data/:name', async (request, response) => {
    noteTarget(response, { data: request.params.name });
    await trainings.removeData(request.params.name);
    response.status(204).end();
  });
  router.get('/data/:name/check', async (request, response) => {
    const { classes, findings, ...check } = await trainings.checkData(request.params.name);
    response.json({
      ...check,
      classes: classes.map((one) => ({ ...one })),
      findings: findings.map(({ cases, ...finding }) => ({ ...finding, cases: [...cases] })),
    } satisfies Schemas['DataCheck']);
  });
  return router;
}

/** Lets an archive pass the check against the API description before anything of it is read: the route reads it, once it is known who sends it.
 * @param limits bytes that the body may announce. */
export function announcePhotos({ dataBytes }: Pick<HttpLimits, 'dataBytes'>): RequestHandler {
  return (request, _response, next) => {
    requirePlainEncoding(request.headers);
    const announced = Number(request.headers['content-length'] ?? 0);
    if (announced > dataBytes)
      throw new ServerError(
        'PAYLOAD_TOO_LARGE',
        `the body has ${announced} bytes, ${dataBytes} are allowed (SUPCON_DATA_BYTES); send fewer photos, or smaller ones`,
      );
    if (/^\s*application\/zip\b/i.test(request.headers['content-type'] ?? '')) request.body = 'bytes';
    next();
  };
}
