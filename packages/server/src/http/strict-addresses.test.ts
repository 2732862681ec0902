import { request } from 'node:http';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePicture } from '../../test/pictures.js';
import { asJson, form, startTestServer, type TestServer } from '../../test/test-server.js';
import { makeTinyArtifact } from '../../test/tiny-artifact.js';
import { readDescription } from '../app/read-description.js';

const RUN = '20260101-000000-quick';
/** What stands in an address that is right. */
const PARAMETERS: Readonly<Record<string, string>> = {
  '{collection}': 'album',
  '{id}': 'photo-1',
  '{name}': 'tiny',
  '{version}': '3',
  '{alias}': 'candidate',
  '{label}': 'apple',
  '{key}': '0f3a5b7c9d1e',
  '{job}': '6f1c2f0e-6f3c-4f9e-9d43-2f7f3f6f9b1a',
};
/** What is no id, as a client may write it into an address: as it is, and encoded in every way that means the same. */
const NO_IDS = [
  ...['', '.', '..', '...', '../..', '..%2f..', '..%2F', '%2f', '%2F..', 'a%2fb', '..%5c..', '%5c'],
  ...['%2e', '%2E', '%2e%2e', '%2E%2E', '.%2e', '%2e.', '%252e%252e', '%00', 'a%00b', '%20', '%20a', 'a%20', '%0a', '%0d%0a'],
  ...[
    '%',
    '%zz',
    '%c0%ae',
    '%c0%ae%c0%ae',
    '%ef%bc%8e',
    '-x',
    '_x',
    ':x',
    '~',
    '*',
    '%3F',
    '%23',
    ';',
    ';a=b',
    'album;a=b',
    'album%3b',
    'x'.repeat(129),
  ],
];

interface Operation {
  readonly method: string;
  readonly template: string;
}

/** Sends an address as it stands: `fetch` would mend it first. */
function send(
  server: TestServer,
  { method, address, headers, body }: { method: string; address: string; headers: Record<string, string>; body: Buffer | undefined },
): Promise<{ status: number; text: string }> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    request(
      { host: hostname, port, method, path: address, headers: { ...headers, ...(body ? { 'content-length': body.length } : {}) } },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      },
    )
      .on('error', reject)
      .end(body);
  });
}

/** Every way to write an address that is nearly right. */
function* misspellings(template: string): Generator<string> {
  const right = fill(template);
  yield `${right}/`;
  yield `${right}//`;
  yield `/${right}`;
  yield `${right}/.`;
  yield `${right}/..`;
  yield `${right}%2f`;
  yield right.replace('/', '/./');
  yield right.replace('/', '/x/../');
  yield right.toUpperCase();
  const segments = template.split('/').slice(1);
  for (const [i, segment] of segments.entries()) {
    const at = (text: string): string => `/${segments.map((other, j) => fill(i === j ? text : other)).join('/')}`;
    if (!segment.startsWith('{')) {
      yield at(segment.toUpperCase());
      yield at(segment[0]!.toUpperCase() + segment.slice(1));
      yield at(`%${segment.charCodeAt(0).toString(16)}${segment.slice(1)}`);
      yield at(`/${segment}`);
      yield at(`${segment} `.replace(' ', '%20'));
      yield at(`${segment};x=y`);
    } else for (const text of NO_IDS) yield at(text);
  }
}

function fill(template: string): string {
  const known = template.includes('/runs/') ? { ...PARAMETERS, '{id}': RUN } : PARAMETERS;
  return template.replace(/\{\w+\}/g, (parameter) => known[parameter] ?? parameter);
}

describe('addresses', () => {
  let server: TestServer;
  let operations: Operation[];
  let bodies: Record<
    'form' | 'search' | 'alias' | 'class' | 'key' | 'rotate' | 'patch' | 'removal' | 'searches' | 'name',
    { headers: Record<string, string>; body: Buffer }
  >;
  beforeAll(async () => {
    server = await startTestServer({ artifact: { classes: 3 } });
    await mkdir(path.join(server.home, 'runs', RUN), { recursive: true });
    await writeFile(path.join(server.home, 'runs', RUN, 'metrics.jsonl'), '{"type":"start","time":"2026-01-01T00:00:00.000Z"}\n');
    await writeFile(path.join(server.home, 'runs', RUN, 'result.json'), '{}');
    await server.ask('PUT', '/v1/collections/album');
    await server.ask('POST', '/v1/collections/album/items', form(await makePicture(1), { id: 'photo-1', label: 'sea' }));
    for (const version of [2, 3])
      await makeTinyArtifact(path.join(server.home, 'artifacts/tiny', String(version)), { version, seed: version });
    // So that it can be rolled back.
    for (const model of ['tiny/1', 'tiny/2']) await server.ask('PUT', '/v1/aliases/candidate', asJson({ model }));
    const { paths } = (await readDescription()) as { paths: Record<string, Record<string, unknown>> };
    operations = Object.entries(paths).flatMap(([template, methods]) =>
      Object.keys(methods).flatMap((method) =>
        ['get', 'put', 'post', 'delete', 'patch'].includes(method) ? [{ method: method.toUpperCase(), template }] : [],
      ),
    );
    const sent = new Response(form(await makePicture(2)).body);
    bodies = {
      form: { headers: { 'content-type': sent.headers.get('content-type')! }, body: Buffer.from(await sent.arrayBuffer()) },
      search: { headers: { 'content-type': 'application/json' }, body: Buffer.from('{"itemId":"photo-1"}') },
      alias: { headers: { 'content-type': 'application/json' }, body: Buffer.from('{"model":"tiny/1"}') },
      class: {
        headers: { 'content-type': 'application/json' },
        body: Buffer.from('{"label":"quince","pictures":[{"collection":"album","item":"photo-1"}]}'),
      },
      key: { headers: { 'content-type': 'application/json' }, body: Buffer.from('{"name":"shop","role":"reader"}') },
      patch: { headers: { 'content-type': 'application/json' }, body: Buffer.from('{"label":"lake"}') },
      name: { headers: { 'content-type': 'application/json' }, body: Buffer.from('{"collection":"album"}') },
      searches: { headers: { 'content-type': 'application/json' }, body: Buffer.from('{"searches":[{"itemId":"photo-1"}]}') },
      removal: { headers: { 'content-type': 'application/json' }, body: Buffer.from('{"filter":{"and":[]},"dryRun":true}') },
      rotate: { headers: { 'content-type': 'application/json' }, body: Buffer.from('{}') },
    };
  });
  afterAll(() => server.close());

  /** Everything that a request could have changed. */
  const state = async (): Promise<unknown> => ({
    // A minute after its start the index is checked, whatever is asked.
    collections: ((await server.ask('GET', '/v1/collections')).body as { collections: { index: object }[] }).collections.map(
      ({ index, ...collection }) => ({ ...collection, index: { ...index, check: undefined } }),
    ),
    aliases: (await server.ask('GET', '/v1/aliases')).body,
    item: (await server.ask('GET', '/v1/collections/album/items/photo-1')).body,
    files: (await readdir(server.home, { recursive: true })).filter((name) => !/items\.sqlite|index\//.test(name)).sort(),
  });
  const bodiesOf = ({ method, template }: Operation): readonly { headers: Record<string, string>; body: Buffer | undefined }[] => {
    if (method === 'PUT' && template.includes('/collection-aliases/')) return [bodies.name];
    if (method === 'PUT' && template.includes('/aliases/')) return [bodies.alias];
    if (method === 'PATCH') return [bodies.patch];
    if (template.endsWith('/delete-items')) return [bodies.removal];
    if (method !== 'POST' || /\/(rollback|reembed|cancel|projection|predictions|stop|resume)$/.test(template))
      return [{ headers: {}, body: undefined }];
    if (template.startsWith('/v1/keys')) return [template.endsWith('/rotate') ? bodies.rotate : bodies.key];
    if (template.endsWith('/classes')) return [bodies.class];
    if (template.endsWith('/search/batch')) return [bodies.searches];
    return template.endsWith('/search') ? [bodies.search, bodies.form] : [bodies.form];
  };

  it('are taken as the API description spells them and in no other way: nothing happens and a problem says so', async () => {
    const before = await state();
    let tried = 0;
    for (const operation of operations)
      for (const address of new Set([...misspellings(operation.template)].flatMap((text) => [text, normalised(text)])))
        for (const sent of bodiesOf(operation)) {
          // `/livez/..` is mended to the page that is there.
          if (address === '/' || isRight(operation, address, operations)) continue;
          tried++;
          const { status, text } = await send(server, { method: operation.method, address, ...sent });
          expect([operation.method, address, status >= 400 && status < 500, text]).toEqual([
            operation.method,
            address,
            true,
            expect.stringMatching(/^\{"type":"urn:supcon:error:/),
          ]);
        }
    expect(tried).toBeGreaterThan(operations.length * 20);
    expect(await state()).toEqual(before);
  });

  it('or bodies that only say they are long are refused at once, by either spelling, while the server goes on answering', async () => {
    const before = await state();
    const bodies = [
      '{"vector":{"length":1e9}}',
      '{"vector":{"length":5e7}}',
      '{"vector":"abc"}',
      '{"itemId":{"a":1}}',
      '{"itemId":["photo-1"]}',
      '{"itemId":".."}',
      '[]',
      '{}',
      '{"itemId":"photo-1","k":1e9}',
      '{"itemId":"photo-1","k":-1}',
      '{"itemId":"photo-1","k":"x"}',
      '{"itemId":"photo-1","k":2.5}',
    ];
    for (const prefix of ['/v1', '/V1'])
      for (const body of bodies) {
        const began = performance.now();
        const sent = { headers: { 'content-type': 'application/json' }, body: Buffer.from(body) };
        const [{ status }, alive] = await Promise.all([
          send(server, { method: 'POST', address: `${prefix}/collections/album/search`, ...sent }),
          send(server, { method: 'GET', address: '/livez', headers: {}, body: undefined }),
        ]);
        expect([prefix, body, status, alive.status]).toEqual([prefix, body, prefix === '/V1' ? 404 : 400, 200]);
        expect(performance.now() - began).toBeLessThan(2000);
      }
    expect(await state()).toEqual(before);
  });

  it('are taken when they are right', async () => {
    // What deletes comes last, an item before its collection.
    const order = ({ method, template }: Operation): number => (method === 'DELETE' ? 1000 - template.length : 0);
    // The first key closes a server that has none: keys.test.ts asks for those. Jobs are none yet: jobs.test.ts begins and asks for some.
    // A model is no body like the others, and what feedback was told of is named by its hash: model-archives.test.ts and feedback.test.ts send those. No example of drift is kept: drift.test.ts has some.
    // Trainings are not allowed here: trainings.test.ts begins some, and data.test.ts sends photos for them.
    const open = operations.filter(
      ({ method, template }) =>
        !/^\/v1\/(keys|jobs|feedback|drift\/examples)|\/(reembed|duplicates|predictions|evaluation|copy|import|stop|resume)$/.test(
          template,
        ) &&
        !(method === 'POST' && template.endsWith('/projection')) &&
        !template.startsWith('/v1/data/') &&
        !/^POST \/v1\/(models|runs)$/.test(`${method} ${template}`),
    );
    await server.ask('POST', '/v1/collections/album/items', form(await makePicture(2), { id: 'photo-2', label: 'sea' }));
    const { id: purge } = (await server.ask('DELETE', '/v1/collections/album/items/photo-2?purge=true')).body as { id: string };
    for (const operation of open.toSorted((a, b) => order(a) - order(b)))
      for (const sent of bodiesOf(operation)) {
        const query = operation.template.endsWith('/facets') ? '?field=label' : '';
        const { status } = await send(server, {
          method: operation.method,
          address: fill(operation.template).replace('{purge}', purge) + query,
          ...sent,
        });
        expect([operation.method, operation.template, Math.floor(status / 100)]).toEqual([operation.method, operation.template, 2]);
      }
  });

  it('of pages are strict too', async () => {
    for (const address of ['/LIVEZ', '/livez/', '/Readyz', '/openapi.json/', '/OpenAPI.json', '/v1', '/v1/', '/V1'])
      expect([address, (await server.ask('GET', address)).status]).toEqual([address, 404]);
    // The dashboard answers a browser at any address of its own, but not at one that looks like the API's.
    for (const address of ['/v1', '/V1/collections', '/V1/', '/DOCS/x'])
      expect([address, (await server.ask('GET', address, { headers: { accept: 'text/html' } })).status]).toEqual([address, 404]);
    expect((await server.ask('GET', '/docs/')).status).toBe(200);
  });
});

/** As browsers, curl and proxies mend an address before they send it. */
function normalised(address: string): string {
  try {
    return new URL(`http://x${address}`).pathname;
  } catch {
    return address;
  }
}

/** Whether an address that was misspelt for one operation is, after all, right for an operation of the same method: that one may then be carried out. */
function isRight({ method }: Operation, address: string, operations: readonly Operation[]): boolean {
  return operations.some(
    (operation) =>
      operation.method === method &&
      new RegExp(`^${operation.template.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[A-Za-z0-9][A-Za-z0-9._:-]{0,127}')}$`).test(address),
  );
}
