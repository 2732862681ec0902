import { pipeline } from 'node:stream/promises';
import type { RequestHandler, Router } from 'express';
import type { components } from '@supcon/sdk/schema';
import { ServerError } from '../../domain/errors.js';
import type { AliasDescription, ModelDescription, ModelService } from '../../models/model-service.js';
import { noteTarget } from '../audit/audit-requests.js';
import { bodyPieces } from '../bodies/body-pieces.js';
import { requirePlainEncoding } from '../bodies/plain-encoding.js';
import type { HttpLimits } from '../http-settings.js';
import { strictRouter } from '../strict-router.js';
import { readDigest } from './read-digest.js';

type Schemas = components['schemas'];

/** Routes of models and of the aliases that stand for them. */
export function modelRoutes(models: ModelService, limits: Pick<HttpLimits, 'uploadMinRate'>): Router {
  const router = strictRouter();
  router.get('/models', async (_request, response) => {
    response.json({ models: (await models.list()).map(listed) } satisfies Schemas['ModelList']);
  });
  router.post('/models', async (request, response) => {
    const sha256 = readDigest(request.headers);
    const model = await models.receive({ body: bodyPieces(request, () => limits.uploadMinRate), sha256 });
    noteTarget(response, { model: `${model.name}/${model.version}` });
    response.status(201).json(listed(model) satisfies Schemas['Model']);
  });
  router.get('/models/:name/:version/archive', async (request, response) => {
    const { name, version } = request.params;
    const { bytes, stream } = await models.pack(name, Number(version));
    response.set('Content-Disposition', `attachment; filename="${name}-${version}.tar"`);
    response.type('application/x-tar').set('Content-Length', String(bytes));
    await pipeline(stream, response);
  });
  router.delete('/models/:name/:version', async (request, response) => {
    await models.remove(request.params.name, Number(request.params.version));
    response.status(204).end();
  });
  router.get('/aliases', async (_request, response) => {
    response.json({ aliases: (await models.aliases()).map(described) } satisfies Schemas['AliasList']);
  });
  router.put('/aliases/:alias', async (request, response) => {
    const { model } = request.body as Schemas['SetAliasRequest'];
    noteTarget(response, { alias: request.params.alias, model });
    response.json(described(await models.setAlias(request.params.alias, model)));
  });
  router.delete('/aliases/:alias', async (request, response) => {
    await models.removeAlias(request.params.alias);
    response.status(204).end();
  });
  router.post('/aliases/:alias/rollback', async (request, response) => {
    response.json(described(await models.rollBackAlias(request.params.alias)));
  });
  return router;
}

/** Lets an archive pass the check against the API description before anything of it is read: the route reads it, once it is known who sends it.
 * @param limits bytes that the body may announce. */
export function announceArchive({ modelBytes }: Pick<HttpLimits, 'modelBytes'>): RequestHandler {
  return (request, _response, next) => {
    requirePlainEncoding(request.headers);
    const announced = Number(request.headers['content-length'] ?? 0);
    const limit = modelBytes + ARCHIVE_HEADERS;
    if (announced > limit) throw new ServerError('PAYLOAD_TOO_LARGE', `the body has ${announced} bytes, ${limit} are allowed`);
    if (/^\s*application\/x-tar\b/i.test(request.headers['content-type'] ?? '')) request.body = 'bytes';
    next();
  };
}

/** What an archive may have beside the files in it. */
const ARCHIVE_HEADERS = 1024 * 1024;

function listed(model: ModelDescription): Schemas['Model'] {
  return { ...model, aliases: [...model.aliases], labels: [...model.labels] };
}

function described(alias: AliasDescription): Schemas['Alias'] {
  return { ...alias };
}
