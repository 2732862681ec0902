import type { Router } from 'express';
import type { components } from '@supcon/sdk/schema';
import type { AliasDescription, ModelService } from '../../models/model-service.js';
import { noteTarget } from '../audit/audit-requests.js';
import { strictRouter } from '../strict-router.js';

type Schemas = components['schemas'];

/** Routes of models and of the aliases that stand for them. */
export function modelRoutes(models: ModelService): Router {
  const router = strictRouter();
  router.get('/models', async (_request, response) => {
    const listed = (await models.list()).map((model) => ({ ...model, aliases: [...model.aliases], labels: [...model.labels] }));
    response.json({ models: listed } satisfies Schemas['ModelList']);
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

function described(alias: AliasDescription): Schemas['Alias'] {
  return { ...alias };
}
