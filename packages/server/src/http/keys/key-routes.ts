import type { Router } from 'express';
import type { components } from '@supcon/sdk/schema';
import type { KeyDescription, KeyService, ShownKey } from '../../access/key-service.js';
import { noteTarget } from '../audit/audit-requests.js';
import { strictRouter } from '../strict-router.js';

type Schemas = components['schemas'];

/** Routes of the server's keys, for admins. */
export function keyRoutes(keys: KeyService): Router {
  const router = strictRouter();
  router.get('/keys', async (_request, response) => {
    response.json({ keys: (await keys.list()).map(described) } satisfies Schemas['KeyList']);
  });
  router.post('/keys', async (request, response) => {
    const made = await keys.create(request.body as Schemas['NewKey']);
    noteTarget(response, { key: made.key.id, name: made.key.name });
    response.status(201).json(shown(made));
  });
  router.post('/keys/:key/rotate', async (request, response) => {
    const { graceSeconds } = (request.body ?? {}) as Schemas['RotateKeyRequest'];
    response.json(shown(await keys.rotate(request.params.key, graceSeconds)));
  });
  router.delete('/keys/:key', async (request, response) => {
    response.json(described(await keys.revoke(request.params.key)));
  });
  return router;
}

function shown({ key, secret }: ShownKey): Schemas['ShownKey'] {
  return { key: described(key), secret };
}

function described({ collections, ...key }: KeyDescription): Schemas['Key'] {
  return { ...key, collections: collections === null ? null : [...collections] };
}
