import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makePicture } from './pictures.js';
import { startTestServer, type TestServer } from './test-server.js';

const COMMAND = fileURLToPath(new URL('../../mcp/bin/supcon-mcp.mjs', import.meta.url));
const KEY = 'a-key-of-the-environment-0123456789';

let server: TestServer;
const agents: Client[] = [];
beforeAll(async () => {
  server = await startTestServer({ settings: { SUPCON_API_KEY: KEY } });
  for (const [seed, name] of ['a', 'b'].entries()) await writeFile(path.join(server.home, `${name}.png`), await makePicture(seed + 1));
});
afterAll(async () => {
  await Promise.all(agents.map((agent) => agent.close()));
  await server.close();
});

/** An agent that has started `supcon-mcp` as its configuration says. */
async function connect(args: readonly string[], env: Readonly<Record<string, string>> = { SUPCON_API_KEY: KEY }): Promise<Client> {
  const agent = new Client({ name: 'test', version: '1' });
  const command = [COMMAND, '--url', server.url, '--photos', server.home, ...args];
  await agent.connect(new StdioClientTransport({ command: process.execPath, args: command, env: { PATH: process.env['PATH']!, ...env } }));
  agents.push(agent);
  return agent;
}

/** What a tool answers, as JSON; its words where it failed. */
async function ask(agent: Client, name: string, given: object): Promise<unknown> {
  const { content, isError } = await agent.callTool({ name, arguments: { ...given } });
  const { text } = content[0] as { readonly text: string };
  return isError === true || text === 'Done.' ? text : (JSON.parse(text) as unknown);
}

it('classifies, keeps, finds, labels and deletes pictures for an agent that may write', async () => {
  const agent = await connect(['--allow-writes']);
  expect(agent.getInstructions()).toContain(server.url);
  expect(await ask(agent, 'classify', { picture: { path: 'a.png' }, topK: 1 })).toMatchObject({
    predictions: [{ label: expect.any(String) }],
  });
  await ask(agent, 'createCollection', { collection: 'album' });
  for (const id of ['a', 'b'])
    await ask(agent, 'addItem', { collection: 'album', id, picture: { path: `${id}.png` }, label: 'fruit', metadata: { by: 'Ada' } });
  expect(await ask(agent, 'search', { collection: 'album', picture: { path: 'b.png' }, k: 1, exact: true })).toMatchObject({
    exact: true,
    neighbours: [{ id: 'b', label: 'fruit', metadata: { by: 'Ada' } }],
  });
  expect(await ask(agent, 'patchItem', { collection: 'album', id: 'b', label: 'pear' })).toMatchObject({ label: 'pear' });
  expect(await ask(agent, 'getFacets', { collection: 'album', field: 'label' })).toMatchObject({
    values: [{ value: 'fruit' }, { value: 'pear' }],
  });
  expect(await ask(agent, 'recordFeedback', { picture: { path: 'a.png' }, label: 'apple' })).toMatchObject({ change: 'created' });
  const { content } = await agent.callTool({ name: 'getThumbnail', arguments: { collection: 'album', id: 'a' } });
  expect(content).toEqual([{ type: 'image', mimeType: 'image/jpeg', data: expect.stringMatching(/^\/9j\//) as string }]);
  expect(await ask(agent, 'deleteItem', { collection: 'album', id: 'b' })).toBe('Done.');
  expect(await ask(agent, 'getItem', { collection: 'album', id: 'b' })).toMatch(/\[ITEM_NOT_FOUND, request [\w-]+\]$/);
  for (const name of ['listJobs', 'listRuns', 'listModels', 'getReadiness']) expect(await ask(agent, name, {})).toBeTypeOf('object');
});

it('lets an agent look and nothing more by itself', async () => {
  const agent = await connect([]);
  const { tools } = await agent.listTools();
  expect(tools.map(({ name }) => name)).toEqual(expect.arrayContaining(['classify', 'search', 'listItems', 'getJob', 'getRun']));
  expect(tools.filter(({ annotations }) => annotations?.readOnlyHint !== true)).toEqual([]);
  await expect(agent.callTool({ name: 'createCollection', arguments: { collection: 'other' } })).rejects.toThrow(/createCollection/);
});

it('has no key but that of the environment', async () => {
  const agent = await connect([], {});
  expect(await ask(agent, 'listModels', {})).toMatch(/\[UNAUTHORIZED/);
});
