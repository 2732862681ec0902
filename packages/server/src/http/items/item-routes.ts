import type { Request, Router } from 'express';
import type { components } from '@supcon/sdk/schema';
import { ServerError } from '../../domain/errors.js';
import type { AddedPicture } from '../../collections/collection-service.js';
import type { PurgeService } from '../../collections/purges/purge-service.js';
import type { NewVector } from '../../collections/items/item-service.js';
import type { CollectionsOf, ItemsOf } from '../access/limited-collections.js';
import { isJson } from '../bodies/read-json.js';
import { float32OfText } from '../../domain/float32-text.js';
import type { PictureForm } from '../bodies/parse-form.js';
import { withPicture } from '../bodies/with-picture.js';
import { requireTouchable } from '../access/require-touchable.js';
import { sendPurge } from '../purges/describe-purge.js';
import { queryFlag, queryText } from '../query.js';
import { itemAddress } from '../collections/item-address.js';
import { strictRouter } from '../strict-router.js';
import { wantedTags } from './entity-tags.js';
import { showItem, tagItem } from './show-item.js';

type Schemas = components['schemas'];

const ITEMS = '/collections/:collection/items';

/** Routes of the items of a collection. @param basePath before the addresses in answers. */
export function itemRoutes(collections: CollectionsOf, items: ItemsOf, purges: Pick<PurgeService, 'item'>, basePath: string): Router {
  const router = strictRouter();
  router.post(ITEMS, async (request, response) => {
    const name = request.params.collection;
    const { created, item, warnings } = isJson(request.headers)
      ? { ...(await items(response).addVector(name, newVector(request.body as Schemas['NewVectorItem']))), warnings: [] }
      : await withPicture(request, (form, turn) => collections(response).addItem(name, addedPicture(request, form), turn));
    const address = itemAddress(basePath, name, item.id);
    if (created) response.location(address);
    const added: components['schemas']['AddedItem'] = { ...showItem(item, name, basePath), warnings: [...warnings] };
    response
      .status(created ? 201 : 200)
      .set('ETag', `"${item.tag}"`)
      .json(added);
  });
  router.get(`${ITEMS}/:id`, async (request, response) => {
    const { collection, id } = request.params;
    const item = await collections(response).getItem(collection, id);
    // Express answers 304 by itself where the tag is the one that the request names.
    tagItem(response, item).json(showItem(item, collection, basePath));
  });
  router.delete(`${ITEMS}/:id`, async (request, response) => {
    const { collection, id } = request.params;
    if (queryFlag(request, 'purge')) {
      requireTouchable(response, collection);
      sendPurge(response, await purges.item(collection, id, wantedTags(request)), basePath);
      return;
    }
    await collections(response).removeItem(collection, id, wantedTags(request));
    response.status(204).end();
  });
  router.get(`${ITEMS}/:id/thumbnail`, async (request, response) => {
    const { jpeg, etag } = await collections(response).thumbnail(request.params.collection, request.params.id);
    response.set('ETag', etag).set('Cache-Control', 'private, no-cache').type('image/jpeg').send(Buffer.from(jpeg));
  });
  return router;
}

function newVector({ vector, encoderHash, label = null, metadata = {}, id }: Schemas['NewVectorItem']): NewVector {
  return { vector: typeof vector === 'string' ? float32OfText(vector) : vector, encoderHash, label, metadata, id };
}

function addedPicture(request: Request, { image, fields }: PictureForm): AddedPicture {
  const id = fields['id'] ?? queryText(request, 'id');
  return {
    image,
    label: fields['label'] ?? queryText(request, 'label') ?? null,
    metadata: parseMetadata(fields['metadata']),
    ...(id === undefined ? {} : { id }),
  };
}

function parseMetadata(text: string | undefined): unknown {
  if (text === undefined) return {};
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ServerError('BAD_REQUEST', 'metadata: it is not JSON; send an object, e.g. {"year":2024}', { cause });
  }
}
