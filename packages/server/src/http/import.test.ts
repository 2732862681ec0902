import { readdir } from 'node:fs/promises';
import type { components } from '@supcon/sdk/schema';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { npyFile } from '../../test/npy.js';
import { makePicture } from '../../test/pictures.js';
import { raw, startTestServer, type Answer, type TestServer } from '../../test/test-server.js';

type Schemas = components['schemas'];
type Line = Readonly<Record<string, unknown>>;

const D = 32;
const NDJSON = 'application/x-ndjson';

let server: TestServer;
let encoderHash: string;
let made = 0;
const ask: TestServer['ask'] = (...request) => server.ask(...request);
const problem = (status: number, code: string) => ({ status, body: { code } });
/** A vector of its own for each number, and no unit one. */
const vectorOf = (n: number): Float32Array => Float32Array.from({ length: D }, (_, i) => Math.sin(n * 12.9898 + i * 78.233) * (1 + n));
const linesOf = (lines: readonly (Line | string)[]): string =>
  lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
const newCollection = async (): Promise<string> => {
  const name = `c${made++}`;
  encoderHash = ((await ask('PUT', `/v1/collections/${name}`)).body as Schemas['Collection']).encoderHash;
  return name;
};
const send = (name: string, body: string | Buffer, query = `?encoderHash=${encoderHash}`): Promise<Answer> =>
  ask('POST', `/v1/collections/${name}/import${query}`, { headers: { 'content-type': NDJSON }, body });
const sendForm = (
  name: string,
  parts: Readonly<Record<string, string | Buffer>>,
  query = `?encoderHash=${encoderHash}`,
): Promise<Answer> => {
  const body = new FormData();
  for (const [part, content] of Object.entries(parts)) body.set(part, new Blob([content]), part);
  return ask('POST', `/v1/collections/${name}/import${query}`, { body });
};
const done = async ({ status, body }: Answer): Promise<Schemas['Job']> => {
  expect([status, body]).toEqual([202, expect.objectContaining({ kind: 'items.import' })]);
  const { id } = body as Schemas['Job'];
  const job = async (): Promise<Schemas['Job']> => (await ask('GET', `/v1/jobs/${id}`)).body as Schemas['Job'];
  await expect.poll(async () => (await job()).state, { timeout: 30_000, interval: 20 }).toBe('done');
  return job();
};
const parsed = (text: unknown): Line[] =>
  ((text ?? '') as string)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
const report = async ({ id }: Schemas['Job']): Promise<Line[]> => {
  const { status, headers, body } = await ask('GET', `/v1/jobs/${id}/report`);
  expect([status, headers.get('content-type')]).toEqual([200, expect.stringContaining(NDJSON)]);
  return parsed(body);
};
const exported = async (name: string): Promise<Line[]> => parsed((await ask('GET', `/v1/collections/${name}/export?vectors=true`)).body);
const matrixOf = async (name: string): Promise<Answer> =>
  ask('GET', `/v1/collections/${name}/export`, { headers: { accept: 'application/x-npy' } });

beforeAll(async () => {
  server = await startTestServer({ settings: { SUPCON_IMPORT_LINES: '3000', SUPCON_IMPORT_BYTES: '3000000' } });
});
afterAll(() => server.close());

it('adds the items of lines, and tells each that it refused and why', async () => {
  const name = await newCollection();
  const picture = Buffer.from(await makePicture(1)).toString('base64');
  const job = await done(
    await send(
      name,
      linesOf([
        { id: 'numbers', vector: [...vectorOf(1)], label: 'a', metadata: { n: 1 } },
        { id: 'text', vector: Buffer.from(vectorOf(2).buffer).toString('base64') },
        '',
        { id: 'picture', image: picture, label: 'p' },
        { vector: [...vectorOf(4)] },
        'no json',
        '[1]',
        { id: 'short', vector: [1, 2, 3] },
        { id: 'zero', vector: Array<number>(D).fill(0) },
        { id: '../x', vector: [...vectorOf(1)] },
        { id: 'numbers', vector: [...vectorOf(9)] },
        { id: 'numbers', vector: [...vectorOf(1)], label: 'a', metadata: { n: 1 } },
        { id: 'both', vector: [...vectorOf(1)], image: picture },
        { id: 'none' },
        { id: 'strange', vector: [...vectorOf(1)], colour: 'red' },
        { id: 'bad-picture', image: Buffer.from('no picture').toString('base64') },
        { id: 'bad-base64', image: '!' },
        { id: 'fat', vector: [...vectorOf(1)], metadata: { a: 'x'.repeat(9000) } },
        { id: 'label', vector: [...vectorOf(1)], label: 7 },
      ]),
    ),
  );
  expect(job.result).toEqual({ lines: 18, added: 4, unchanged: 1, refused: 13 });
  expect(job.progress).toMatchObject({ done: 18, total: 18 });
  expect(job.about).toEqual({ collection: name });
  expect((await report(job)).map(({ line, id, code }) => [line, id, code])).toEqual([
    [6, null, 'BAD_REQUEST'],
    [7, null, 'BAD_REQUEST'],
    [8, 'short', 'BAD_VECTOR'],
    [9, 'zero', 'BAD_VECTOR'],
    [10, '../x', 'BAD_REQUEST'],
    [11, 'numbers', 'ITEM_CONFLICT'],
    [13, 'both', 'BAD_REQUEST'],
    [14, 'none', 'BAD_REQUEST'],
    [15, 'strange', 'BAD_REQUEST'],
    [16, 'bad-picture', 'BAD_IMAGE'],
    [17, 'bad-base64', 'BAD_IMAGE'],
    [18, 'fat', 'METADATA_TOO_LARGE'],
    [19, 'label', 'BAD_REQUEST'],
  ]);
  const items = await exported(name);
  expect(items.map(({ id, label, metadata }) => ({ id, label, metadata }))).toEqual([
    { id: 'numbers', label: 'a', metadata: { n: 1 } },
    { id: 'text', label: null, metadata: {} },
    { id: 'picture', label: 'p', metadata: {} },
    { id: expect.stringMatching(/^[0-9a-f-]{36}-5$/) as string, label: null, metadata: {} },
  ]);
  const found = await ask('POST', `/v1/collections/${name}/search?k=1`, raw(await makePicture(1)));
  expect(found.body).toMatchObject({ neighbours: [{ id: 'picture' }] });
  expect((await ask('GET', `/v1/collections/${name}/items/picture/thumbnail`)).status).toBe(200);
});

it('takes again what was exported, by lines and by a matrix, with vectors equal to the byte', async () => {
  const source = await newCollection();
  const lines = Array.from({ length: 700 }, (_, n) => ({ id: `i/${n}`, label: `l${n % 3}`, metadata: { n }, vector: [...vectorOf(n)] }));
  await done(await send(source, linesOf(lines)));
  const text = (await ask('GET', `/v1/collections/${source}/export?vectors=true`)).body as string;
  const plain = await ask('GET', `/v1/collections/${source}/export`);
  const matrix = await matrixOf(source);
  expect(matrix.headers.get('content-type')).toContain('application/x-npy');
  expect(matrix.headers.get('x-collection-state')).toBe(plain.headers.get('x-collection-state'));

  const [byLines, byMatrix] = [await newCollection(), await newCollection()];
  expect((await done(await send(byLines, text))).result).toEqual({ lines: 700, added: 700, unchanged: 0, refused: 0 });
  await done(await sendForm(byMatrix, { vectors: Buffer.from(matrix.bytes), items: plain.body as string }));
  const shown = async (name: string) => (await exported(name)).map(({ id, label, metadata, vector }) => ({ id, label, metadata, vector }));
  const expected = await shown(source);
  expect(expected.map(({ id }) => id)).toEqual(lines.map(({ id }) => id));
  expect(await shown(byLines)).toEqual(expected);
  expect(await shown(byMatrix)).toEqual(expected);
  expect(Buffer.from((await matrixOf(byMatrix)).bytes).equals(matrix.bytes)).toBe(true);
  // Sent again as a whole it adds nothing.
  expect((await done(await send(byLines, text))).result).toEqual({ lines: 700, added: 0, unchanged: 700, refused: 0 });
  await ask('DELETE', `/v1/collections/${source}/items/i%2F3`);
  expect((await matrixOf(source)).headers.get('x-collection-state')).not.toBe(plain.headers.get('x-collection-state'));
});

it('refuses as a whole what cannot be taken as a whole, and keeps nothing of it', async () => {
  const name = await newCollection();
  const one = linesOf([{ id: 'a', vector: [...vectorOf(1)] }]);
  const npy = (rows: number, columns: number, type?: string, order?: string): Buffer =>
    npyFile(
      Array.from({ length: rows }, () => new Float32Array(columns).fill(1)),
      columns,
      type,
      order,
    );
  const id = linesOf([{ id: 'a' }]);
  const whole = npy(1, D);
  for (const [what, answer, status, code] of [
    ['another collection', () => send('nowhere', one), 404, 'COLLECTION_NOT_FOUND'],
    ['another encoder', () => send(name, one, `?encoderHash=${'a'.repeat(64)}`), 409, 'MODEL_MISMATCH'],
    ['nothing', () => send(name, '\n \n'), 400, 'BAD_REQUEST'],
    ['too many lines', () => send(name, '{}\n'.repeat(3001)), 413, 'PAYLOAD_TOO_LARGE'],
    ['too many bytes', () => send(name, Buffer.alloc(3_000_001, 0x20)), 413, 'PAYLOAD_TOO_LARGE'],
    ['a matrix alone', () => sendForm(name, { vectors: whole }), 400, 'BAD_REQUEST'],
    ['a part of another name', () => sendForm(name, { items: id, pixels: whole }), 400, 'BAD_REQUEST'],
    ['no .npy', () => sendForm(name, { items: id, vectors: 'hello' }), 400, 'BAD_REQUEST'],
    ['float64', () => sendForm(name, { items: id, vectors: npy(1, D, '<f8') }), 400, 'BAD_REQUEST'],
    ['column by column', () => sendForm(name, { items: id, vectors: npy(1, D, '<f4', 'True') }), 400, 'BAD_REQUEST'],
    ['a matrix that was cut off', () => sendForm(name, { items: id, vectors: whole.subarray(0, -1) }), 400, 'BAD_REQUEST'],
    ['other rows', () => sendForm(name, { items: id, vectors: npy(1, D + 1) }), 422, 'BAD_VECTOR'],
    ['more rows', () => sendForm(name, { items: id, vectors: npy(2, D) }), 400, 'BAD_REQUEST'],
    ['a matrix of nobody', () => sendForm(name, { items: id, vectors: whole }, ''), 400, 'BAD_REQUEST'],
    [
      'another type',
      () => ask('POST', `/v1/collections/${name}/import`, { headers: { 'content-type': 'text/csv' }, body: 'a,b' }),
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
  ] as const)
    expect([what, await answer()]).toMatchObject([what, problem(status, code)]);
  expect(await exported(name)).toEqual([]);
  const kept = await readdir(`${server.home}/server/imports`, { recursive: true, withFileTypes: true });
  expect(kept.filter((entry) => entry.isFile() && !/^(state|\d{7})$/.test(entry.name))).toEqual([]);
});

it('passes over the mark of UTF-8 before the first line, and takes no other encoding', async () => {
  const vector = [...vectorOf(1)];
  const lines = linesOf([
    { id: 'marked', vector },
    { id: 'latin', label: '\xe9', vector },
  ]).split('\n');
  const body = Buffer.concat([Buffer.from(`\uFEFF${lines[0]}\n`), Buffer.from(lines[1]!, 'latin1')]);
  const job = await done(await send(await newCollection(), body));
  expect(job.result).toEqual({ lines: 2, added: 1, unchanged: 0, refused: 1 });
  expect(await report(job)).toMatchObject([{ line: 2, code: 'BAD_REQUEST', message: expect.stringContaining('not UTF-8') as string }]);
});

it('says that the answer is one of before, and lets go at once of what was uploaded for a job that ended otherwise', async () => {
  const name = await newCollection();
  const body = linesOf(Array.from({ length: 3000 }, (_, n) => ({ id: `kept-${n}`, vector: [n + 1, ...Array<number>(D - 1).fill(0)] })));
  const path = `/v1/collections/${name}/import?encoderHash=${encoderHash}`;
  const once = () => ask('POST', path, { headers: { 'content-type': NDJSON, 'idempotency-key': `once-${name}` }, body });
  const answers = [await once(), await once()];
  expect(answers.map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true']);
  const [first] = answers.map(({ body: job }) => job as Schemas['Job']);
  const second = (await send(name, body)).body as Schemas['Job'];
  await ask('POST', `/v1/jobs/${second.id}/cancel`);
  await ask('DELETE', `/v1/collections/${name}`);
  const state = async (id: string) => ((await ask('GET', `/v1/jobs/${id}`)).body as Schemas['Job']).state;
  await expect.poll(() => state(first!.id), { timeout: 30_000 }).toMatch(/^(failed|done)$/);
  await expect
    .poll(async () => (await readdir(`${server.home}/server/imports`, { recursive: true })).filter((each) => /items$/.test(each)))
    .toEqual([]);
});

it('says of vectors whose encoder nobody named that it has to be, line by line, and has reports of imports alone', async () => {
  const name = await newCollection();
  const job = await done(await send(name, linesOf([{ id: 'a', vector: [...vectorOf(1)] }]), ''));
  expect(job.result).toEqual({ lines: 1, added: 0, unchanged: 0, refused: 1 });
  expect(await report(job)).toEqual([{ line: 1, id: 'a', code: 'BAD_REQUEST', message: expect.stringContaining('encoderHash') as string }]);
  const { body } = await ask('POST', `/v1/collections/${name}/reembed`, {
    headers: { 'content-type': 'application/json' },
    body: '{"model":"tiny/1"}',
  });
  const other = (body as Partial<Schemas['Job']>).id ?? 'none';
  expect(await ask('GET', `/v1/jobs/${other}/report`)).toMatchObject(problem(404, 'JOB_NOT_FOUND'));
});
