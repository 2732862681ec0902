import express from 'express';
import { pinoHttp } from 'pino-http';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROLES, type Role } from '../../access/principal.js';
import { readDescription } from '../../app/read-description.js';
import { ServerError } from '../../domain/errors.js';
import { answerErrors } from '../answer-errors.js';
import { apiRoutes } from '../api-routes.js';
import { DEFAULT_HTTP_LIMITS } from '../http-settings.js';
import { ROLE_FIELD } from './authorise-operation.js';
import { setPrincipal } from './principal-of.js';

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly operationId: string;
  readonly role: unknown;
}

const METHODS = ['get', 'put', 'post', 'patch', 'delete', 'head', 'options', 'trace'];
const description = (await readDescription()) as { paths: Record<string, Record<string, Record<string, unknown>>> };
const operations: Operation[] = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.entries(methods).flatMap(([method, operation]) =>
    METHODS.includes(method) ? [{ method, path, operationId: operation['operationId'] as string, role: operation[ROLE_FIELD] }] : [],
  ),
);
const roleOf = (operationId: string): unknown => operations.find((operation) => operation.operationId === operationId)?.role;

describe('the roles of the API description', () => {
  it('are declared for every operation', () => {
    expect(operations.length).toBeGreaterThan(15);
    expect(operations.filter(({ role }) => !['public', ...ROLES].includes(role as Role))).toEqual([]);
  });

  it('let readers look and ask, and nothing else', () => {
    const asking = ['classify', 'embed', 'classifyBatch', 'embedBatch', 'search'];
    const reading = operations.filter(
      ({ method, operationId, path }) => path.startsWith('/v1/') && (method === 'get' || asking.includes(operationId)),
    );
    expect(reading.filter(({ role }) => role !== 'reader')).toEqual([]);
    expect(operations.filter(({ role }) => role === 'reader')).toEqual(reading);
  });

  it('ask writers for items, admins for what deletes collections or touches models, and nothing for health', () => {
    expect(['addItem', 'deleteItem'].map(roleOf)).toEqual(['writer', 'writer']);
    expect(roleOf('deleteCollection')).toBe('admin');
    const models = operations.filter(({ method, path }) => path.startsWith('/v1/models') && method !== 'get');
    expect(models.filter(({ role }) => role !== 'admin')).toEqual([]);
    expect(operations.filter(({ role }) => role === 'public').map(({ path }) => path)).toEqual(['/livez', '/readyz']);
  });
});

describe('authoriseOperation', () => {
  /** Whose requests the next ones are; undefined where nobody has looked. */
  let roles: readonly Role[] | undefined;
  let url: string;
  let calls = 0;
  const server = createServer();
  beforeAll(async () => {
    /** Every method of every service says that it was reached. */
    const reach = (): never => {
      calls++;
      throw new ServerError('NOT_READY', 'reached');
    };
    const reached = new Proxy({}, { get: () => reach });
    const app = express();
    app.use(pinoHttp({ level: 'silent' }));
    app.use((_request, response, next) => {
      if (roles) setPrincipal(response, { id: 'key-1', kind: 'key', roles });
      next();
    });
    const services = { recogniser: reached, models: reached, collections: reached, runs: reached } as Pick<
      Parameters<typeof apiRoutes>[0],
      'recogniser' | 'models' | 'collections' | 'runs'
    >;
    app.use(
      '/v1',
      apiRoutes({
        ...services,
        description,
        limits: DEFAULT_HTTP_LIMITS,
        shownLimits: reach,
        basePath: '',
        closing: new AbortController().signal,
        cutOff: new AbortController().signal,
      }),
    );
    app.use(answerErrors);
    server.on('request', app).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  const ask = async ({ method, path, operationId }: Operation): Promise<{ status: number; code: unknown; reached: boolean }> => {
    calls = 0;
    const address = path
      .replace('{collection}', 'album')
      .replace('{id}', 'photo-1')
      .replace('{name}/{version}', 'pets/1')
      .replace('{alias}', 'canary');
    const init = ['classify', 'embed', 'search', 'addItem'].includes(operationId)
      ? { headers: { 'content-type': 'image/png' }, body: Buffer.from('\x89PNG\r\n\x1a\n') }
      : ['classifyBatch', 'embedBatch'].includes(operationId)
        ? {
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ pictures: [{ collection: 'album', item: 'photo-1' }] }),
          }
        : operationId === 'setAlias'
          ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ model: 'pets/1' }) }
          : {};
    const response = await fetch(url + address, { method: method.toUpperCase(), ...init });
    return { status: response.status, code: ((await response.json()) as { code: unknown }).code, reached: calls > 0 };
  };
  const guarded = operations.filter(({ path }) => path.startsWith('/v1/'));

  it.each([[[]], [['reader']], [['writer']], [['admin']]] as [Role[]][])(
    'lets %j through where the operation says so, and nowhere else',
    async (given) => {
      roles = given;
      const highest = ROLES.findLastIndex((role) => given.includes(role));
      for (const operation of guarded) {
        const allowed = ROLES.indexOf(operation.role as Role) <= highest;
        expect([operation.operationId, await ask(operation)]).toEqual([
          operation.operationId,
          allowed ? { status: 503, code: 'NOT_READY', reached: true } : { status: 403, code: 'FORBIDDEN', reached: false },
        ]);
      }
    },
  );

  it('lets nobody through where nobody has looked who asks', async () => {
    roles = undefined;
    for (const operation of guarded) expect(await ask(operation)).toEqual({ status: 500, code: 'INTERNAL', reached: false });
  });
});
