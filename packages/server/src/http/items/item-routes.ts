import type { Request, Router } from 'express';
import type { components } from '@supcon/sdk/schema';
import { ServerError } from '../../domain/errors.js';
import type { AddedPicture, CollectionService, ItemDescription } from '../app-services.js';
import type { Limits } from '../../app/config.js';
import { pictureOf } from '../picture-of.js';
import { queryText } from '../query.js';
import { uploadOf } from '../read-upload.js';
import { thumbnailUrl } from '../collections/collection-routes.js';
import { strictRouter } from '../strict-router.js';

const ITEMS = '/collections/:collection/items';

export function itemRoutes(collections: CollectionService, limits: Limits): Router {
  const router = strictRouter();
  router.post(ITEMS, async (request, response) => {
    const name = request.params.collection;
    const { created, item } = await collections.addItem(name, addedPicture(request, limits));
    if (created) response.location(`/v1/collections/${encodeURIComponent(name)}/items/${encodeURIComponent(item.id)}`);
    response.status(created ? 201 : 200).json(describeItem(name, item));
  });
  router.get(`${ITEMS}/:id`, async (request, response) => {
    const { collection, id } = request.params;
    response.json(describeItem(collection, await collections.getItem(collection, id)));
  });
  router.delete(`${ITEMS}/:id`, async (request, response) => {
    await collections.removeItem(request.params.collection, request.params.id);
    response.status(204).end();
  });
  router.get(`${ITEMS}/:id/thumbnail`, async (request, response) => {
    const { jpeg, etag } = await collections.thumbnail(request.params.collection, request.params.id);
    response.set('ETag', etag).set('Cache-Control', 'private, no-cache').type('image/jpeg').send(Buffer.from(jpeg));
  });
  return router;
}

function addedPicture(request: Request, limits: Limits): AddedPicture {
  const image = pictureOf(request);
  const fields = uploadOf(request)?.fields ?? {};
  const id = fields['id'] ?? queryText(request, 'id');
  return {
    image,
    label: fields['label'] ?? queryText(request, 'label') ?? null,
    metadata: parseMetadata(fields['metadata'], limits.metadataBytes),
    ...(id === undefined ? {} : { id }),
  };
}

function parseMetadata(text: string | undefined, limit: number): Readonly<Record<string, unknown>> {
  if (text === undefined) return {};
  const bytes = Buffer.byteLength(text);
  if (bytes > limit) throw new ServerError('METADATA_TOO_LARGE', `the metadata has ${bytes} bytes, ${limit} are allowed`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ServerError('BAD_REQUEST', 'metadata: it is not JSON; send an object, e.g. {"year":2024}', { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ServerError('BAD_REQUEST', 'metadata: a JSON object is needed, e.g. {"year":2024}');
  return value as Record<string, unknown>;
}

function describeItem(collection: string, { id, label, metadata, createdAt }: ItemDescription): components['schemas']['Item'] {
  return { id, label, metadata: { ...metadata }, createdAt, thumbnailUrl: thumbnailUrl(collection, id) };
}
