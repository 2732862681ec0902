import { expect, it } from 'vitest';
import { startTestServer } from '../../test/test-server.js';

it.each([
  [{}, 'timeout=65'],
  [{ SUPCON_KEEP_ALIVE_MS: '7000' }, 'timeout=7'],
])('a server with %j says how long it keeps a connection: %s', async (settings, expected) => {
  const server = await startTestServer({ model: false, settings });
  expect((await server.ask('GET', '/livez')).headers.get('keep-alive')).toBe(expected);
  await server.close();
});
