import type { Router } from 'express';
import type { components } from '@supcon/sdk/schema';
import type { ClassList, ClassService } from '../../models/class-service.js';
import type { CollectionsOf } from '../access/limited-collections.js';
import { sourceOf } from '../bodies/picture-source.js';
import { withPictures } from '../bodies/read-pictures.js';
import { queryText } from '../query.js';
import { strictRouter } from '../strict-router.js';

type Schemas = components['schemas'];

/** Routes of the classes of a model. */
export function classRoutes(classes: ClassService, collections: CollectionsOf): Router {
  const router = strictRouter();
  router.get('/classes', async (request, response) => {
    response.json(described(await classes.list({ model: queryText(request, 'model') })));
  });
  router.post('/classes', async (request, response) => {
    const list = await withPictures(request, (sent) => {
      const { label, model } = request.body as Pick<Schemas['AddClassRequest'], 'label' | 'model'>;
      const sources = sent.pictures.map((picture) => sourceOf(picture, collections(response), sent));
      return classes.add(label, sources, { ...sent.turn, model });
    });
    response.status(201).json(described(list));
  });
  router.delete('/classes/:label', async (request, response) => {
    response.json(described(await classes.remove(request.params.label, { model: queryText(request, 'model') })));
  });
  return router;
}

function described({ model, changeable, classes, removed, heldOut }: ClassList): Schemas['ClassList'] {
  return { model, changeable, classes: classes.map((each) => ({ ...each })), removed: [...removed], ...(heldOut ? { heldOut } : {}) };
}
