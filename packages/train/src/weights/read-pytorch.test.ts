import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRng } from '@supcon/core/rng';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TrainError } from '../errors.js';
import { readPyTorch } from './read-pytorch.js';

const fixture = (name: string): string => fileURLToPath(new URL(`../../test/fixtures/pytorch/${name}`, import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'supcon-pytorch-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function written(bytes: Uint8Array): Promise<string> {
  const path = join(folder, 'written.pth');
  await writeFile(path, bytes);
  return path;
}

/** A file in the old form whose object is these bytes of a pickle. */
function oldForm(object: string | Buffer, keys = ']', storages: Uint8Array = Buffer.alloc(0)): Buffer {
  const pickle = (body: string | Buffer): Buffer =>
    Buffer.concat([Buffer.from('8002', 'hex'), Buffer.from(body as string, 'latin1'), Buffer.from('.')]);
  const magic = Buffer.from('8a0a6cfc9c46f9206aa85019', 'hex');
  return Buffer.concat([pickle(magic), pickle(Buffer.from('4de903', 'hex')), pickle('}'), pickle(object), pickle(keys), storages]);
}

const text = (value: string): string => `X${String.fromCharCode(value.length, 0, 0, 0)}${value}`;
/** {'w': a tensor of a float32 storage of `count` values}. */
const tensorOf = (count: number, offset: number, shape: string, strides: string, key = '0'): string =>
  `}(${text('w')}ctorch._utils\n_rebuild_tensor_v2\n(` +
  `(${text('storage')}ctorch\nFloatStorage\n${text(key)}${text('cpu')}K${String.fromCharCode(count)}NtQ` +
  `K${String.fromCharCode(offset)}${shape}${strides}\x89ccollections\nOrderedDict\n)RtRu`;
const storageBytes = (...values: number[]): Buffer<ArrayBuffer> => {
  const bytes = Buffer.alloc(8 + 4 * values.length);
  bytes.writeBigUInt64LE(BigInt(values.length));
  values.forEach((value, at) => bytes.writeFloatLE(value, 8 + 4 * at));
  return bytes;
};
const KEYS = `]${text('0')}a`;

describe.each(['new.pth', 'old.pth', 'deflated.pth'])('readPyTorch of %s, written by PyTorch', (name) => {
  it('reads every dtype, strided and shared tensors', async () => {
    const values = JSON.parse(await readFile(fixture('pytorch.json'), 'utf8')) as Record<string, { shape: number[]; values: string[] }>;
    const tensors = await readPyTorch(fixture(name));
    expect([...tensors.keys()]).toEqual(Object.keys(values));
    for (const [tensor, expected] of Object.entries(values)) {
      expect(tensors.get(tensor)!.shape, tensor).toEqual(expected.shape);
      const wanted = expected.values.map((value) => Math.fround(Number(value.replace('inf', 'Infinity'))));
      expect([...tensors.get(tensor)!.data], tensor).toEqual(wanted);
    }
  });

  it('refuses it cut off at each tenth', async () => {
    const bytes = await readFile(fixture(name));
    for (let tenth = 0; tenth < 10; tenth++) {
      const path = await written(bytes.subarray(0, Math.floor((bytes.length * tenth) / 10)));
      await expect(readPyTorch(path)).rejects.toMatchObject({ name: 'TrainError', code: 'BAD_CHECKPOINT' });
    }
  });

  it('answers with tensors or a TrainError whatever byte is another', async () => {
    const bytes = await readFile(fixture(name));
    const rng = createRng(1, 'pytorch', name);
    for (let trial = 0; trial < 400; trial++) {
      const flipped = Buffer.from(bytes);
      for (let flips = 1 + rng.integer(3); flips > 0; flips--) flipped[rng.integer(bytes.length)] = rng.integer(256);
      const path = await written(flipped);
      const answer: unknown = await readPyTorch(path).catch((cause: unknown) => cause);
      expect(answer instanceof Map || answer instanceof TrainError, String(answer)).toBe(true);
    }
  });
});

describe('readPyTorch of deflated members', () => {
  /** deflated.pth, with the sizes of its members said to be others, in both places where zip says them. */
  async function claiming(size: (real: number) => number): Promise<string> {
    const bytes = await readFile(fixture('deflated.pth'));
    for (const [signature, at] of [
      ['PK\x03\x04', 22],
      ['PK\x01\x02', 24],
    ] as const)
      for (let found = bytes.indexOf(signature, 0, 'latin1'); found >= 0; found = bytes.indexOf(signature, found + 4, 'latin1'))
        bytes.writeUInt32LE(size(bytes.readUInt32LE(found + at)), found + at);
    return written(bytes);
  }

  it('refuses them where they say that they unfold to more than weights do', async () => {
    await expect(readPyTorch(await claiming(() => 2 ** 30))).rejects.toThrow(/unfold to more than 8 times the file/);
  });

  it('unfolds no more than they say', async () => {
    await expect(readPyTorch(await claiming((real) => Math.max(0, real - 1)))).rejects.toMatchObject({
      code: 'BAD_CHECKPOINT',
      message: expect.stringMatching(/archive is damaged/) as unknown,
    });
  });

  it('refuses other methods of zip by number', async () => {
    const bytes = await readFile(fixture('deflated.pth'));
    const entry = bytes.indexOf('PK\x01\x02', 0, 'latin1');
    bytes.writeUInt16LE(14, entry + 10);
    await expect(readPyTorch(await written(bytes))).rejects.toThrow(/compressed by method 14 of zip/);
  });
});

describe('readPyTorch', () => {
  it.each(['nested-new.pth', 'nested-old.pth'])('finds the tensors inside of %s', async (name) => {
    expect([...(await readPyTorch(fixture(name)))]).toEqual([['w', { shape: [2], data: Float32Array.of(1, 2) }]]);
  });

  it.each(['module-new.pth', 'module-old.pth'])('refuses the program in %s by its name', async (name) => {
    await expect(readPyTorch(fixture(name))).rejects.toThrow(/asks for "torch\.nn\.modules\.linear\.Linear".*nothing was run/);
  });

  it.each([
    ['GLOBAL', 'cos\nsystem\n(X\u0004\0\0\0truetR'],
    ['STACK_GLOBAL', '\x8c\x02os\x8c\x06system\x93'],
    ['builtins', 'cbuiltins\neval\n'],
    ['a name inside of a name', 'ctorch.FloatStorage\n__class__\n'],
    ['a prototype', 'c__proto__\nconstructor\n'],
  ])('refuses other names: %s', async (_, object) => {
    await expect(readPyTorch(await written(oldForm(object)))).rejects.toThrow(/none of the names that tensors need; nothing was run/);
  });

  it('reads what is written by hand, too', async () => {
    const path = await written(oldForm(tensorOf(4, 1, 'K\x03\x85', 'K\x01\x85'), KEYS, storageBytes(1, 2, 3, 4)));
    expect((await readPyTorch(path)).get('w')).toEqual({ shape: [3], data: Float32Array.of(2, 3, 4) });
  });

  it.each<[string, Buffer, RegExp]>([
    [
      'a tensor beyond its storage',
      oldForm(tensorOf(4, 2, 'K\x03\x85', 'K\x01\x85'), KEYS, storageBytes(1, 2, 3, 4)),
      /reaches beyond its storage/,
    ],
    ['strides beyond it', oldForm(tensorOf(4, 0, 'K\x03\x85', 'K\x02\x85'), KEYS, storageBytes(1, 2, 3, 4)), /reaches beyond its storage/],
    [
      'more axes than strides',
      oldForm(tensorOf(4, 0, 'K\x02K\x02\x86', 'K\x01\x85'), KEYS, storageBytes(1, 2, 3, 4)),
      /without storage, shape or strides/,
    ],
    [
      'negative sizes',
      oldForm(tensorOf(4, 0, 'J\xff\xff\xff\xff\x85', 'K\x01\x85'), KEYS, storageBytes(1, 2, 3, 4)),
      /without storage, shape or strides/,
    ],
    [
      'a view of gigabytes',
      oldForm(tensorOf(1, 0, 'J\xff\xff\xff\x7f\x85', 'K\x00\x85'), KEYS, storageBytes(1)),
      /times as large as the file/,
    ],
    ['a storage of another size', oldForm(tensorOf(4, 0, 'K\x04\x85', 'K\x01\x85'), KEYS, storageBytes(1, 2)), /has 2 values, not 4/],
    ['a storage that is not there', oldForm(tensorOf(4, 0, 'K\x04\x85', 'K\x01\x85')), /storage 0 is missing/],
    ['no tensors', oldForm('}'), /no dictionary of tensors/],
    ['another pickle', Buffer.from('80027d2e', 'hex'), /not of torch\.save/],
    ['an instruction for objects', oldForm('(cos\n'), /none of the names|cut off/],
    ['a recall of nothing', oldForm('h\x05'), /recalls value 5/],
    ['a name of lists in lists', oldForm(`${']'.repeat(50_000)}${'a'.repeat(49_999)}\x8c\x06system\x93`), /a name that is no text/],
    ['an endless text', oldForm('X\xff\xff\xff\x7f'), /a text of 2147483647 bytes/],
    ['an unknown instruction', oldForm('\x81'), /instruction 0x81/],
  ])('refuses %s', async (_, bytes, message) => {
    await expect(readPyTorch(await written(bytes))).rejects.toMatchObject({
      code: 'BAD_CHECKPOINT',
      message: expect.stringMatching(message) as unknown,
    });
  });
});
