import { expect, it } from 'vitest';
import { readOptions } from './read-options.js';

it('is careful where nothing is said', () => {
  expect(readOptions([], {}, '/here')).toEqual({
    baseUrl: 'http://127.0.0.1:8080',
    apiKey: undefined,
    allowWrites: false,
    photos: ['/here'],
  });
});

it('takes flags before the environment, and the key from there alone', () => {
  const env = { SUPCON_URL: 'http://a', SUPCON_API_KEY: 'key', SUPCON_MCP_WRITES: 'on' };
  expect(readOptions([], env, '/here')).toMatchObject({ baseUrl: 'http://a', apiKey: 'key', allowWrites: true });
  expect(readOptions(['--url', 'http://b', '--photos', 'p', '--photos', '/q'], env, '/here')).toMatchObject({
    baseUrl: 'http://b',
    photos: ['/here/p', '/q'],
  });
  expect(readOptions(['--help'], env, '/here')).toBeUndefined();
});

it.each([
  [['--key', 'secret'], {}, /--key/],
  [[], { SUPCON_MCP_WRITES: 'yes' }, /SUPCON_MCP_WRITES: expected on or off, got "yes"/],
] as const)('refuses %j with %j', (args, env, words) => {
  expect(() => readOptions(args, env, '/')).toThrow(words);
});
