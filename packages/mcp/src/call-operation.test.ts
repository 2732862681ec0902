import { mockSupcon } from '@supcon/sdk/testing';
import { Transport } from '@supcon/sdk/parts';
import { expect, it } from 'vitest';
import { callOperation } from './call-operation.js';
import type { Operation } from './description.js';
import { ArgumentRefused } from './read-picture.js';

/** As a description without patterns would have it. */
const path = (name: string) => ({ name, in: 'path', required: true, schema: {} }) as const;
const operation: Operation = {
  ...{ operationId: 'deleteItem', 'x-supcon-role': 'writer', summary: '', responses: {}, method: 'delete' },
  ...{ path: '/v1/collections/{collection}/items/{id}', parameters: [path('collection'), path('id')] },
};
const shape = { inputSchema: {}, body: 'none', bodyNames: [], field: undefined } as const;

it.each(['..', '.', '', undefined])('sends nothing where a part of the address is %j, whatever the schema lets through', async (id) => {
  const mock = mockSupcon();
  const context = { transport: new Transport({ baseUrl: 'http://supcon.test', fetch: mock.fetch }), photos: [] };
  await expect(callOperation(operation, shape, { collection: 'album', id }, context)).rejects.toBeInstanceOf(ArgumentRefused);
  expect(mock.requests).toEqual([]);
  await callOperation(operation, shape, { collection: 'album', id: 'a/..' }, context);
  expect(new URL(mock.requests[0]!.request.url).pathname).toBe('/v1/collections/album/items/a%2F..');
});
