import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { createSupconClient } from '@supcon/sdk';
import type { components } from '@supcon/sdk/schema';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makePicture } from '../../test/pictures.js';
import { packTar } from '../../test/pack-tar.js';
import { raw, startTestServer, type TestServer } from '../../test/test-server.js';
import { makeTinyArtifact } from '../../test/tiny-artifact.js';

type Model = components['schemas']['Model'];

const run = promisify(execFile);
const tarOf = (bytes: Uint8Array, headers: Readonly<Record<string, string>> = {}): RequestInit => ({
  headers: { 'content-type': 'application/x-tar', ...headers },
  body: Buffer.from(bytes),
});

let work: string;
/** Of the artifact `guest/7`, with golden pictures. */
let folder: string;
let archive: Buffer;
let files: Map<string, Buffer>;
let server: TestServer;
const upload = (bytes: Uint8Array, headers?: Readonly<Record<string, string>>) => server.ask('POST', '/v1/models', tarOf(bytes, headers));
const artifacts = (): Promise<string[]> => readdir(path.join(server.home, 'artifacts'));

beforeAll(async () => {
  work = await mkdtemp(path.join(tmpdir(), 'supcon-archives-'));
  folder = path.join(work, 'guest', '7');
  const { files: listed } = await makeTinyArtifact(folder, { name: 'guest', version: 7, seed: 7, golden: true });
  files = new Map();
  for (const name of ['manifest.json', ...Object.keys(listed)]) files.set(name, await readFile(path.join(folder, name)));
  archive = packTar([...files].map(([name, content]) => ({ path: name, content })));
});
beforeAll(async () => (server = await startTestServer({ settings: { SUPCON_MODEL_BYTES: '2000000' } })));
afterEach(() => rm(path.join(server.home, 'artifacts/guest'), { recursive: true, force: true }));
afterAll(async () => {
  await server.close();
  await rm(work, { recursive: true, force: true });
});

describe('an archive of a model', () => {
  it('becomes the next version of its name, serves nobody by itself, and comes back the same', async () => {
    const { status, body } = await upload(archive);
    expect([status, body]).toMatchObject([201, { name: 'guest', version: 1, active: false, aliases: [] }]);
    expect(await upload(archive)).toMatchObject({ status: 201, body: { name: 'guest', version: 2 } });
    expect((await artifacts()).sort()).toEqual(['.aliases', 'guest', 'tiny']);
    const picture = await makePicture(1);
    expect(await server.ask('POST', '/v1/classify', raw(picture))).toMatchObject({ body: { model: { name: 'tiny', version: 1 } } });
    expect(await server.ask('POST', '/v1/classify?model=guest/2', raw(picture))).toMatchObject({ status: 200 });

    const got = await server.ask('GET', '/v1/models/guest/2/archive');
    expect([got.status, got.headers.get('content-type'), got.headers.get('content-length')]).toEqual([
      200,
      'application/x-tar',
      String(got.bytes.length),
    ]);
    expect((await server.ask('GET', '/v1/models/guest/2/archive')).bytes).toEqual(got.bytes);
    expect(await upload(got.bytes)).toMatchObject({ status: 201, body: { name: 'guest', version: 3 } });
    const [one, other] = await Promise.all(
      [1, 3].map((v) => readFile(path.join(server.home, 'artifacts/guest', String(v), 'encoder.onnx'))),
    );
    expect(one).toEqual(other);
    expect(await server.ask('GET', '/v1/models/guest/9/archive')).toMatchObject({ status: 404, body: { code: 'MODEL_NOT_FOUND' } });
  });

  it('goes from server to server by the SDK, as a stream', async () => {
    const other = await startTestServer();
    const [from, to] = [server, other].map(({ url }) => createSupconClient({ baseUrl: url }));
    const model = await to!.models.upload(await from!.models.download('tiny', 1));
    expect(model).toMatchObject({ name: 'tiny', version: 2 });
    const file = Readable.toWeb(createReadStream(await write('sdk.tar', archive))) as ReadableStream<Uint8Array>;
    expect(await to!.models.upload(file, { sha256: createHash('sha256').update(archive).digest('hex') })).toMatchObject({ name: 'guest' });
    await other.close();
  });

  it.each<[string, (target: string) => Promise<unknown>]>([
    ['GNU tar, of the version', (target: string) => run('tar', ['-cf', target, '-C', path.dirname(folder), '7'])],
    ['GNU tar, of what lies in it', (target: string) => run('tar', ['-cf', target, '-C', folder, '.'])],
    ['GNU tar, pax', (target: string) => run('tar', ['--format=pax', '-cf', target, '-C', path.dirname(folder), '7'])],
    ['GNU tar, ustar', (target: string) => run('tar', ['--format=ustar', '-cf', target, '-C', work, 'guest/7'])],
    ...['PAX_FORMAT', 'USTAR_FORMAT', 'GNU_FORMAT'].map((format): [string, (target: string) => Promise<unknown>] => [
      `tarfile of Python, ${format}`,
      (target: string) =>
        run('python3', [
          '-c',
          `import sys, tarfile\nwith tarfile.open(sys.argv[1], 'w', format=tarfile.${format}) as t: t.add(sys.argv[2], arcname='7')`,
          target,
          folder,
        ]),
    ]),
  ])('is taken from %s', async (_, pack) => {
    const target = path.join(work, 'packed.tar');
    await pack(target);
    expect(await upload(await readFile(target))).toMatchObject({ status: 201, body: { name: 'guest', version: 1 } });
  });

  it('is checked against the digest that comes with it', async () => {
    const digest = createHash('sha256').update(archive).digest('base64');
    expect(await upload(archive, { 'content-digest': `sha-256=:${digest}:` })).toMatchObject({ status: 201 });
    expect(await upload(archive, { digest: `SHA-256=${digest}` })).toMatchObject({ status: 201 });
    const wrong = createHash('sha256').update('other').digest('base64');
    expect(await upload(archive, { 'content-digest': `sha-256=:${wrong}:` })).toMatchObject({ status: 422, body: { code: 'BAD_ARCHIVE' } });
    expect(await upload(archive, { 'content-digest': 'sha-512=:AAAA:' })).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } });
    expect(await readdir(path.join(server.home, 'artifacts/guest'))).toHaveLength(2);
  });

  it('may come twice at once', async () => {
    const answers = await Promise.all([upload(archive), upload(archive), upload(archive)]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(answers.map(({ body }) => (body as Model).version).sort()).toEqual([1, 2, 3]);
  });
});

describe('an archive that is refused, of which nothing is left', () => {
  const packed = (change: (files: Map<string, Buffer>) => void): Buffer => {
    const changed = new Map(files);
    change(changed);
    return packTar([...changed].map(([name, content]) => ({ path: name, content })));
  };
  const beside = (...entries: Parameters<typeof packTar>[0]): Buffer => Buffer.concat([packTar(entries, false), archive]);
  const content = Buffer.from('x');

  it.each<[string, () => Uint8Array, number, string, RegExp]>([
    ['is cut off within a file', () => archive.subarray(0, 20_000), 422, 'BAD_ARCHIVE', /not a whole tar archive/],
    ['is cut off between files', () => archive.subarray(0, 512 * 2), 422, 'BAD_ARCHIVE', /not a whole|not whole/],
    ['is empty', () => Buffer.alloc(10_240), 422, 'BAD_ARCHIVE', /not a whole tar archive|0 files manifest/],
    ['is three bytes', () => Buffer.from('abc'), 422, 'BAD_ARCHIVE', /3 bytes/],
    ['is no archive', () => Buffer.alloc(20_000, 'photo'), 422, 'BAD_ARCHIVE', /not a whole tar archive/],
    ['is compressed', () => gzipSync(archive), 422, 'BAD_ARCHIVE', /compressed/],
    ['lacks its manifest', () => packed((own) => own.delete('manifest.json')), 422, 'BAD_ARCHIVE', /0 files manifest.json/],
    ['has two manifests', () => beside({ path: 'b/manifest.json', content }), 422, 'BAD_ARCHIVE', /2 files manifest.json/],
    ['lacks a file', () => packed((own) => own.delete('encoder.onnx')), 422, 'BAD_ARCHIVE', /not whole: encoder.onnx cannot be read/],
    [
      'has a file that was changed',
      () => packed((own) => own.set('encoder.onnx', Buffer.from(own.get('encoder.onnx')!).fill(7, 300, 310))),
      422,
      'BAD_ARCHIVE',
      /not whole: encoder.onnx is damaged/,
    ],
    ['has a file more', () => beside({ path: 'notes.txt', content }), 422, 'BAD_ARCHIVE', /"notes.txt", which the manifest does not list/],
    ['goes up', () => beside({ path: '../evil', content }), 422, 'BAD_ARCHIVE', /"..\/evil" has a name/],
    ['goes up within', () => beside({ path: 'tfjs/../../evil', content }), 422, 'BAD_ARCHIVE', /has a name/],
    ['is absolute', () => beside({ path: '/tmp/evil', content }), 422, 'BAD_ARCHIVE', /has a name/],
    ['has a name of Windows', () => beside({ path: 'C:\\evil', content }), 422, 'BAD_ARCHIVE', /has a name/],
    ['has a hidden file', () => beside({ path: './._manifest', content }), 422, 'BAD_ARCHIVE', /has a name/],
    ['has a file below a file', () => beside({ path: 'a', content }, { path: 'a/b', content }), 422, 'BAD_ARCHIVE', /file and a folder/],
    ['has a folder for a file', () => beside({ path: 'a/b', content }, { path: 'a', content }), 422, 'BAD_ARCHIVE', /file and a folder/],
    ['lies too deep', () => beside({ path: 'a/b/c/d/e', content }), 422, 'BAD_ARCHIVE', /too deep/],
    [
      'has a long name',
      () => beside({ path: 'a', type: 'NextFileHasLongPath', content: Buffer.alloc(200, 'n') }, { path: 'a', content }),
      422,
      'BAD_ARCHIVE',
      /has a name/,
    ],
    [
      'has a name without end',
      () => beside({ path: 'a', type: 'NextFileHasLongPath', content: Buffer.alloc(20_000, 'n') }),
      422,
      'BAD_ARCHIVE',
      /described by too many bytes/,
    ],
    ['has a symbolic link', () => beside({ path: 'tfjs', type: 'SymbolicLink', link: '/etc' }), 422, 'BAD_ARCHIVE', /is a SymbolicLink/],
    ['has a hard link', () => beside({ path: 'a', type: 'Link', link: '/etc/passwd' }), 422, 'BAD_ARCHIVE', /is a Link/],
    ['has a device', () => beside({ path: 'a', type: 'CharacterDevice' }), 422, 'BAD_ARCHIVE', /is a CharacterDevice/],
    ['has a sparse file', () => beside({ path: 'a', type: 'SparseFile' }), 422, 'BAD_ARCHIVE', /is a SparseFile/],
    ['has a file twice', () => beside({ path: 'Encoder.onnx', content }), 422, 'BAD_ARCHIVE', /comes twice/],
    [
      'has more files than an artifact',
      () => beside(...Array.from({ length: 70 }, (_, n) => ({ path: `f${n}`, content }))),
      413,
      'PAYLOAD_TOO_LARGE',
      /64 files/,
    ],
    ['says it has terabytes', () => beside({ path: 'a', size: 2 ** 41 }), 413, 'PAYLOAD_TOO_LARGE', /2000000 bytes/],
    ['is larger than allowed', () => beside({ path: 'a', content: Buffer.alloc(2_000_000) }), 413, 'PAYLOAD_TOO_LARGE', /2000000 bytes/],
    ['announces more than allowed', () => Buffer.alloc(4_000_000), 413, 'PAYLOAD_TOO_LARGE', /4000000 bytes/],
  ])('because it %s', async (_, make, status, code, detail) => {
    expect(await upload(make())).toMatchObject({ status, body: { code, detail: expect.stringMatching(detail) as string } });
    expect((await artifacts()).sort()).toEqual(['.aliases', 'tiny']);
    expect(JSON.stringify(await server.ask('GET', '/v1/models').then(({ body }) => body))).not.toContain('guest');
  });

  it('because its encoder answers otherwise than when it was frozen', async () => {
    const other = path.join(work, 'other');
    await makeTinyArtifact(other, { seed: 8 });
    const changed = await readFile(path.join(other, 'encoder.onnx'));
    const manifest = JSON.parse(files.get('manifest.json')!.toString()) as { files: Record<string, unknown> };
    manifest.files['encoder.onnx'] = { sha256: createHash('sha256').update(changed).digest('hex'), bytes: changed.length };
    const bad = packed((own) => own.set('encoder.onnx', changed).set('manifest.json', Buffer.from(JSON.stringify(manifest))));
    expect(await upload(bad)).toMatchObject({
      status: 409,
      body: { code: 'MODEL_UNUSABLE', detail: expect.stringMatching(/golden picture 1 of 8/) as string },
    });
    expect((await artifacts()).sort()).toEqual(['.aliases', 'tiny']);
  });

  it('because it is of another type, or encoded', async () => {
    expect(await server.ask('POST', '/v1/models', raw(archive, 'image/png'))).toMatchObject({ status: 415 });
    expect(await upload(archive, { 'content-encoding': 'gzip' })).toMatchObject({ status: 415 });
  });

  it('because it comes in too slowly', async () => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1').on('error', () => undefined);
    socket.write('POST /v1/models HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-tar\r\nContent-Length: 500000\r\n\r\n');
    socket.write(archive.subarray(0, 100_000));
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1.1 408 [\s\S]*"code":"TOO_SLOW"/);
    expect((await artifacts()).sort()).toEqual(['.aliases', 'tiny']);
    socket.destroy();
  });

  it('because whoever sends it leaves', async () => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1').on('error', () => undefined);
    socket.write(
      `POST /v1/models HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-tar\r\nContent-Length: ${archive.length}\r\n\r\n`,
    );
    socket.write(archive.subarray(0, 100_000));
    while (!(await artifacts()).some((name) => name.startsWith('.coming-'))) await sleep(10);
    socket.destroy();
    while ((await artifacts()).some((name) => name.startsWith('.coming-'))) await sleep(10);
    expect(await upload(archive)).toMatchObject({ status: 201, body: { version: 1 } });
  });
});

it('is refused where the disk has no room for it, and leaves nothing', async () => {
  const full = await startTestServer({ settings: { SUPCON_FREE_DISK_BYTES: String(2 ** 52) } });
  expect(await full.ask('POST', '/v1/models', tarOf(archive))).toMatchObject({ status: 507, body: { code: 'STORAGE_FULL' } });
  expect((await readdir(path.join(full.home, 'artifacts'))).sort()).toEqual(['.aliases', 'tiny']);
  await full.close();
});

it('is not packed where the artifact is damaged', async () => {
  await writeFile(path.join(server.home, 'artifacts/tiny/1/encoder.onnx'), 'damaged');
  expect(await server.ask('GET', '/v1/models/tiny/1/archive')).toMatchObject({ status: 409, body: { code: 'MODEL_UNUSABLE' } });
});

async function write(name: string, bytes: Uint8Array): Promise<string> {
  const file = path.join(work, name);
  await writeFile(file, bytes);
  return file;
}
