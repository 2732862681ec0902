import express from 'express';
import { pinoHttp } from 'pino-http';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { specOperations, type SpecOperation } from '../../../test/spec-requests.js';
import { readDescription } from '../../app/read-description.js';
import { MemoryAnswers, openMemoryAnswerStore } from '../../adapters/memory/memory-answer-store.js';
import { ServerError } from '../../domain/errors.js';
import { ROLES, type Role } from '../../domain/role.js';
import { answerErrors } from '../answer-errors.js';
import { apiRoutes } from '../api-routes.js';
import { DEFAULT_HTTP_LIMITS } from '../http-settings.js';
import { setPrincipal } from './principal-of.js';

const description = await readDescription();
const operations = await specOperations();
const roleOf = (operationId: string): unknown => operations.find((operation) => operation.operationId === operationId)?.role;

describe('the roles of the API description', () => {
  it('are declared for every operation', () => {
    expect(operations.length).toBeGreaterThan(15);
    expect(operations.filter(({ role }) => !['public', ...ROLES].includes(role as Role))).toEqual([]);
  });

  it('let readers look and ask, and nothing else; who may ask, what others tell and send, models as files, photos to train on, and lists of work in the background, are for admins; a job and purges are for writers, who may plan some', () => {
    const asking = ['classify', 'embed', 'classifyBatch', 'embedBatch', 'search', 'searchBatch'];
    const forAdmins = ({ path, method }: SpecOperation): boolean =>
      /^\/v1\/(keys|jobs$|audit|data|drift)|\/archive$/.test(path) || (path.startsWith('/v1/feedback') && method === 'GET');
    const reading = operations.filter(
      (operation) =>
        operation.path.startsWith('/v1/') &&
        !forAdmins(operation) &&
        !/^\/v1\/(jobs\/|purges)/.test(operation.path) &&
        (operation.method === 'GET' || asking.includes(operation.operationId)),
    );
    expect(operations.filter(forAdmins).filter(({ role }) => role !== 'admin')).toEqual([]);
    expect(reading.filter(({ role }) => role !== 'reader')).toEqual([]);
    expect(operations.filter(({ role }) => role === 'reader')).toEqual(reading);
  });

  it('ask writers for items, admins for what deletes collections or touches models, and nothing for health', () => {
    const writing = ['addItem', 'patchItem', 'deleteItem', 'deleteItems', 'getJob', 'cancelJob'];
    expect(writing.filter((operation) => roleOf(operation) !== 'writer')).toEqual([]);
    expect(roleOf('deleteCollection')).toBe('admin');
    const models = operations.filter(({ method, path }) => /^\/v1\/(models|classes)/.test(path) && method !== 'GET');
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
    const services = {
      recogniser: reached,
      models: reached,
      classes: reached,
      collections: reached,
      items: reached,
      projections: reached,
      duplicates: reached,
      predictions: reached,
      feedback: reached,
      drift: reached,
      runs: reached,
      trainings: reached,
      keys: reached,
      purges: reached,
      audit: reached,
      background: reached,
    } as Pick<
      Parameters<typeof apiRoutes>[0],
      | 'recogniser'
      | 'models'
      | 'classes'
      | 'collections'
      | 'items'
      | 'projections'
      | 'duplicates'
      | 'predictions'
      | 'feedback'
      | 'drift'
      | 'runs'
      | 'trainings'
      | 'keys'
      | 'purges'
      | 'audit'
      | 'background'
    >;
    app.use(
      '/v1',
      apiRoutes({
        ...services,
        description,
        answers: openMemoryAnswerStore(new MemoryAnswers()),
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

  const ask = async (operation: SpecOperation): Promise<{ status: number; code: unknown; reached: boolean }> => {
    calls = 0;
    const { address, init } = operation.request();
    const response = await fetch(url + address, init);
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
