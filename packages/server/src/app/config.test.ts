import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isLoopback, readConfig } from './config.js';

const KEY = 'a-key-of-more-than-16-characters';
const problem = (environment: Record<string, string>, flags = {}): string => {
  try {
    readConfig(environment, flags);
  } catch (error) {
    expect(error).toMatchObject({ code: 'BAD_CONFIG' });
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
};

describe('readConfig', () => {
  it('has a default for everything, and listens to this machine only', () => {
    const config = readConfig({});
    expect(config).toMatchObject({ home: path.resolve('.supcon'), host: '127.0.0.1', port: 8080, apiKey: undefined, logLevel: 'info' });
    expect(config.limits).toMatchObject({ uploadBytes: 20 * 1024 * 1024, metadataBytes: 8192, collections: 32 });
  });

  it('takes the environment, and a flag before it', () => {
    expect(readConfig({ SUPCON_PORT: '1234', SUPCON_HOME: '/a' }, { SUPCON_PORT: '0' })).toMatchObject({ port: 0, home: '/a' });
  });

  it('does not train unless it is told to, in a word that it knows', () => {
    expect(readConfig({}).training).toEqual({ allowed: false, program: undefined });
    expect(readConfig({ SUPCON_ALLOW_TRAINING: 'on', SUPCON_TRAIN_COMMAND: '/opt/supcon.mjs' }).training).toEqual({
      ...{ allowed: true, program: '/opt/supcon.mjs' },
    });
    expect(problem({ SUPCON_ALLOW_TRAINING: '1' })).toMatch(/SUPCON_ALLOW_TRAINING: .*"on".*received "1"/);
  });

  it('takes an empty variable for none', () => {
    expect(readConfig({ SUPCON_API_KEY: '', SUPCON_PORT: '' })).toMatchObject({ apiKey: undefined, port: 8080 });
  });

  it('lists everything that is wrong at once', () => {
    const message = problem({ SUPCON_PORT: '70000', SUPCON_LOG_LEVEL: 'loud', SUPCON_THREADS: 'many' });
    for (const name of ['SUPCON_PORT', 'SUPCON_LOG_LEVEL', 'SUPCON_THREADS']) expect(message).toContain(name);
  });

  it('refuses hosts that are none, and one port for two things', () => {
    for (const name of ['not a host', 'http://localhost', '-', '127.0.0.1:80'])
      expect(problem({ SUPCON_HOST: name })).toMatch(/SUPCON_HOST: must be an address or a host name.*received "/);
    for (const name of ['0.0.0.0', '::1', 'photos.lan', 'a']) expect(readConfig({ SUPCON_HOST: name }).host).toBe(name);
    expect(problem({ SUPCON_METRICS_PORT: '8080' })).toContain('SUPCON_METRICS_PORT: is 8080, where the API is');
    expect(problem({ SUPCON_HOST: '0.0.0.0' }, { SUPCON_METRICS_PORT: '8080' })).toContain('take another one');
    expect(readConfig({ SUPCON_PORT: '0', SUPCON_METRICS_PORT: '0' }).metrics).toMatchObject({ port: 0 });
    expect(readConfig({ SUPCON_METRICS_PORT: '8080', SUPCON_METRICS_HOST: '10.0.0.7' }).metrics).toMatchObject({ port: 8080 });
  });

  it('refuses what looks like a slip, and leaves the variables of other programs alone', () => {
    expect(problem({ SUPCON_PROT: '80' })).toContain('SUPCON_PROT: there is no such setting; do you mean SUPCON_PORT?');
    expect(problem({ SUPCON_APIKEY: KEY })).toContain('do you mean SUPCON_API_KEY?');
    expect(readConfig({ SUPCON_URL: 'http://localhost', SUPCON_TENSORFLOW: 'cpu', PORT: '99' }).port).toBe(8080);
  });

  it('refuses a short key without repeating it', () => {
    const message = problem({ SUPCON_API_KEY: 'hunter2' });
    expect(message).toContain('at least 16 characters');
    expect(message).not.toContain('hunter2');
  });

  it.each([
    [
      'SUPCON_TRUSTED_PROXIES',
      'trustedProxies',
      'loopback, 10.0.0.0/8,2001:db8::/32, 192.0.2.1',
      ['loopback', '10.0.0.0/8', '2001:db8::/32', '192.0.2.1'],
    ],
    [
      'SUPCON_ALLOWED_ORIGINS',
      'allowedOrigins',
      'https://Photos.example/, http://localhost:5173',
      ['https://photos.example', 'http://localhost:5173'],
    ],
    ['SUPCON_BASE_PATH', 'basePath', '/tools/supcon/', '/tools/supcon'],
    ['SUPCON_BASE_PATH', 'basePath', '/', ''],
  ])('reads %s into %s: %s', (name, option, text, expected) => {
    expect(readConfig({ [name]: text })).toMatchObject({ [option]: expected });
  });

  it.each([
    ['SUPCON_TRUSTED_PROXIES', ['everybody', '10.0.0.0/33', '10.0.0', '2001:db8::/129', '10.0.0.0/8/8', '*', 'true']],
    [
      'SUPCON_ALLOWED_ORIGINS',
      ['*', 'photos.example', 'https://photos.example/album', 'ftp://photos.example', 'null', 'https://*.example'],
    ],
    ['SUPCON_BASE_PATH', ['supcon', '//evil.example', '/a/../b', '/a b', '/a?b', '/v1', '/V1/x', '/"onload=x']],
    ['SUPCON_KEEP_ALIVE_MS', ['-1', 'long']],
  ])('refuses %s when it is one of %j', (name, values) => {
    for (const value of values) expect([value, problem({ [name]: value })]).toEqual([value, expect.stringContaining(name)]);
  });

  it('splits the names of allowed hosts', () => {
    expect(readConfig({ SUPCON_ALLOWED_HOSTS: ' Photos.lan, box ,' }).allowedHosts).toEqual(['photos.lan', 'box']);
  });
});

describe('isLoopback', () => {
  it.each([
    ['127.0.0.1', true],
    ['127.1.2.3', true],
    ['::1', true],
    ['localhost', true],
    ['0.0.0.0', false],
    ['127.0.0.1.example.org', false],
    ['localhost.example.org', false],
  ])('%s: %s', (host, expected) => {
    expect(isLoopback(host)).toBe(expected);
  });
});
