import { expect, it } from 'vitest';
import { createSupconClient } from '../index.js';

/** What was sent, with its type and body. */
const sent: { readonly address: string; readonly type: string; readonly accept: string | null; readonly body: Blob }[] = [];
const answers: Record<string, () => Response> = {
  POST: () => Response.json({ id: 'j', kind: 'items.import' }, { status: 202 }),
  report: () =>
    new Response('{"line":2,"id":null,"code":"BAD_REQUEST","message":"m"}\n{"line":9,"id":"b","code":"BAD_VECTOR","message":"n"}\n'),
  matrix: () => new Response('rows'),
};
const client = createSupconClient({
  baseUrl: 'http://there',
  fetch: async (request) => {
    const { pathname, search } = new URL(request.url);
    const [type, accept] = [request.headers.get('content-type') ?? '', request.headers.get('accept')];
    sent.push({ address: pathname + search, type, accept, body: await request.blob() });
    return answers[request.method === 'POST' ? 'POST' : pathname.endsWith('/report') ? 'report' : 'matrix']!();
  },
});
const last = () => sent.at(-1)!;
const E = 'e'.repeat(64);

it('sends items as lines of JSON, vectors as float32 and pictures in base64', async () => {
  async function* items() {
    yield await Promise.resolve({ id: 'a', label: 'l', metadata: { n: 1 }, vector: [1, 0.5] });
    yield { vector: Float32Array.of(-2) };
    yield { id: 'p', image: new Blob(['GIF89a']) };
  }
  expect(await client.items.import('album', items(), { encoderHash: E })).toMatchObject({ id: 'j' });
  const { address, type, body } = last();
  expect([address, type]).toEqual([`/v1/collections/album/import?encoderHash=${E}`, 'application/x-ndjson']);
  expect((await body.text()).split('\n').map((line) => (line === '' ? '' : (JSON.parse(line) as unknown)))).toEqual([
    { id: 'a', label: 'l', metadata: { n: 1 }, vector: Buffer.from(Float32Array.of(1, 0.5).buffer).toString('base64') },
    { vector: Buffer.from(Float32Array.of(-2).buffer).toString('base64') },
    { id: 'p', image: Buffer.from('GIF89a').toString('base64') },
    '',
  ]);
});

it('sends lines as they are, and a matrix beside them as a form', async () => {
  await client.items.import('album', new Blob(['{"id":"a"}\n']));
  expect([last().type, await last().body.text()]).toEqual(['application/x-ndjson', '{"id":"a"}\n']);
  await client.items.import('album', [{ id: 'a' }], { encoderHash: E, vectors: Uint8Array.of(1, 2, 3) });
  expect(last().type).toContain('multipart/form-data');
  const form = await last().body.text();
  expect(form).toMatch(/name="items"[^]*\r\n\r\n\{"id":"a"\}\n\r\n[^]*name="vectors"[^]*\r\n\r\n\x01\x02\x03\r\n/);
});

it('says what is wrong with items that cannot be had, and not that there is no server', async () => {
  async function* breaking() {
    yield await Promise.resolve({ id: 'a' });
    throw new Error('the source is gone');
  }
  await expect(client.items.import('album', breaking())).rejects.toThrow(
    'items: after 1 of them: the source is gone. Nothing was imported.',
  );
  const odd = [{ id: 'a', metadata: { n: 1n } }];
  await expect(client.items.import('album', odd, { vectors: Uint8Array.of(1) })).rejects.toThrow(/^items: after 0 of them: .*BigInt/);
  for (const none of [undefined, null, 7, {}, '{"id":"a"}'])
    await expect(client.items.import('album', none as never)).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringMatching(/^items: this is/) as string,
    });
});

it('sends an import once, whatever comes of it', async () => {
  const before = sent.length;
  answers['POST'] = () => Response.json({ code: 'TOO_BUSY' }, { status: 503 });
  await expect(client.items.import('album', [{ vector: [1] }])).rejects.toMatchObject({ status: 503 });
  expect(sent.length).toBe(before + 1);
});

it('reads the report of an import, and vectors as they come', async () => {
  const lines: number[] = [];
  for await (const { line } of client.jobs.report('j')) lines.push(line);
  expect(lines).toEqual([2, 9]);
  expect(await new Response(await client.items.exportVectors('album', { filter: { field: 'label', eq: 'a' } })).text()).toBe('rows');
  expect([last().accept, last().address]).toEqual(['application/x-npy', expect.stringContaining('filter=')]);
});
