import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { InMemoryTransport } from '@modelcontextprotocol/server';
import { mockSupcon, problemAnswer, type MockSupcon } from '@supcon/sdk/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMcpServer } from './create-mcp-server.js';
import type { Description } from './description.js';

const description = JSON.parse(readFileSync(createRequire(import.meta.url).resolve('@supcon/sdk/openapi.json'), 'utf8')) as Description;

let photos: string;
beforeAll(async () => {
  photos = await mkdtemp(path.join(tmpdir(), 'supcon-mcp-'));
  await writeFile(path.join(photos, 'a.gif'), 'GIF89a');
});
afterAll(() => rm(photos, { recursive: true, force: true }));

/** An agent, connected, and what the Supcon server that is none was asked. */
async function connect(allowWrites: boolean, ...answers: Parameters<typeof mockSupcon>): Promise<{ agent: Client; mock: MockSupcon }> {
  const mock = mockSupcon(...answers);
  const server = createMcpServer({ baseUrl: 'http://supcon.test', description, allowWrites, photos: [photos], fetch: mock.fetch });
  const agent = new Client({ name: 'test', version: '1' });
  const [here, there] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(there), agent.connect(here)]);
  return { agent, mock };
}

/** What a form says, by the names of its parts. */
async function partsOf(request: globalThis.Request): Promise<Record<string, string>> {
  const text = await request.text();
  return Object.fromEntries([...text.matchAll(/name="(\w+)"[\s\S]*?\r\n\r\n([\s\S]*?)\r\n--/g)].map(([, name, value]) => [name!, value!]));
}

it('sends a picture as it is, and what is asked of it in the query', async () => {
  const { agent, mock } = await connect(false);
  const { content, isError } = await agent.callTool({ name: 'classify', arguments: { picture: { path: 'a.gif' }, topK: 2 } });
  expect(isError).toBeFalsy();
  expect(JSON.parse((content as { text: string }[])[0]!.text)).toHaveProperty('predictions');
  const { operation, request } = mock.requests[0]!;
  expect([operation, new URL(request.url).search, await request.text()]).toEqual(['POST /v1/classify', '?topK=2', 'GIF89a']);
});

it('searches by a picture in a form and by an item in JSON', async () => {
  const { agent, mock } = await connect(false);
  await agent.callTool({ name: 'search', arguments: { collection: 'album', picture: { data: 'R0lGODlh' }, k: 3, exact: true } });
  await agent.callTool({ name: 'search', arguments: { collection: 'album', itemId: 'a', k: 3 } });
  expect(await partsOf(mock.requests[0]!.request)).toEqual({ search: '{"k":3,"exact":true}', image: 'GIF89a' });
  expect(await mock.requests[1]!.request.json()).toEqual({ itemId: 'a', k: 3 });
});

it('labels, adds and records where writing is allowed', async () => {
  const { agent, mock } = await connect(true);
  await agent.callTool({ name: 'patchItem', arguments: { collection: 'album', id: 'a/b', label: 'cat' } });
  await agent.callTool({
    name: 'addItem',
    arguments: { collection: 'album', picture: { path: 'a.gif' }, label: 'cat', metadata: { by: 'Ada' } },
  });
  await agent.callTool({ name: 'recordFeedback', arguments: { picture: { path: 'a.gif' }, label: 'cat' } });
  expect(mock.requests.map(({ operation }) => operation)).toEqual([
    'PATCH /v1/collections/{collection}/items/{id}',
    'POST /v1/collections/{collection}/items',
    'POST /v1/feedback',
  ]);
  expect(await mock.requests[0]!.request.json()).toEqual({ label: 'cat' });
  expect(await partsOf(mock.requests[1]!.request)).toEqual({ label: 'cat', metadata: '{"by":"Ada"}', image: 'GIF89a' });
  expect(await mock.requests[2]!.request.json()).toEqual({ picture: { data: 'R0lGODlh' }, label: 'cat' });
});

it('shows pictures as pictures', async () => {
  const { agent } = await connect(false, {
    'GET /v1/collections/{collection}/items/{id}/thumbnail': () => new Response('JPEG', { headers: { 'content-type': 'image/jpeg' } }),
  });
  const { content } = await agent.callTool({ name: 'getThumbnail', arguments: { collection: 'album', id: 'a' } });
  expect(content).toEqual([{ type: 'image', mimeType: 'image/jpeg', data: Buffer.from('JPEG').toString('base64') }]);
});

it('changes nothing unless that is allowed', async () => {
  const { agent, mock } = await connect(false);
  const { tools } = await agent.listTools();
  expect(tools.every(({ annotations }) => annotations?.readOnlyHint)).toBe(true);
  await expect(agent.callTool({ name: 'deleteItem', arguments: { collection: 'album', id: 'a' } })).rejects.toThrow(/deleteItem/);
  expect(mock.requests).toEqual([]);
});

it('repeats no write, and repeats what only reads', async () => {
  const busy = problemAnswer(503, 'TOO_BUSY', 'full', { 'retry-after-ms': '0' });
  const { agent, mock } = await connect(true, { 'DELETE /v1/collections/{collection}': busy, 'GET /v1/models': busy });
  await agent.callTool({ name: 'deleteCollection', arguments: { collection: 'album' } });
  await agent.callTool({ name: 'listModels', arguments: {} });
  expect(mock.requests.map(({ operation }) => operation)).toEqual([
    'DELETE /v1/collections/{collection}',
    ...Array.from({ length: 3 }, () => 'GET /v1/models'),
  ]);
});

it.each([
  ['getCollection', { collection: '..' }],
  ['removeClass', { label: '..' }],
  ['removeClass', { label: '' }],
  ['deleteItem', { collection: 'album', id: '..' }],
  ['classify', { picture: { path: '../secret' } }],
  ['classify', { picture: { collection: 'album', item: 'a' } }],
  ['classify', {}],
  ['classify', { picture: { path: 'a.gif' }, topK: 0 }],
  ['search', { collection: 'album', nothing: 1 }],
])('sends nothing for %s with %j, and says why', async (name, given) => {
  const { agent, mock } = await connect(true);
  const answer = await agent
    .callTool({ name, arguments: given })
    .catch((error: unknown) => ({ isError: true, content: [{ text: String(error) }] }));
  expect(answer.isError).toBe(true);
  expect((answer.content as { text: string }[])[0]!.text.length).toBeGreaterThan(20);
  expect(mock.requests).toEqual([]);
});

it('tells the agent what the server said, with its code', async () => {
  const { agent } = await connect(false, { 'GET /v1/runs/{id}': problemAnswer(404, 'RUN_NOT_FOUND', 'there is no run r-1') });
  const { content, isError } = await agent.callTool({ name: 'getRun', arguments: { id: 'r-1' } });
  expect([isError, content]).toEqual([true, [{ type: 'text', text: 'there is no run r-1 [RUN_NOT_FOUND, request mock]' }]]);
});
