import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { decodeSafetensors, encodeSafetensors } from './safetensors.js';

const fixture = (name: string): URL => new URL(`../../test/fixtures/${name}`, import.meta.url);

const tensors = new Map([
  ['stem.conv', { shape: [1, 2, 3], data: Float32Array.of(1, -2.5, 3e-40, Number.NaN, Infinity, 0) }],
  ['bias', { shape: [2], data: Float32Array.of(7, 8) }],
]);

describe('safetensors', () => {
  it('gives back every bit, shape and text', () => {
    const read = decodeSafetensors(encodeSafetensors(tensors, { progress: '{"epoch":3}' }), 'x');
    expect(read.metadata).toEqual({ progress: '{"epoch":3}' });
    expect([...read.tensors]).toEqual([...tensors]);
  });

  it('follows the published layout: length, JSON header, values', () => {
    const file = Buffer.from(encodeSafetensors(tensors, {}));
    const length = Number(file.readBigUInt64LE(0));
    expect(length % 8).toBe(0);
    const header = JSON.parse(file.toString('utf8', 8, 8 + length)) as Record<string, unknown>;
    expect(header['bias']).toEqual({ dtype: 'F32', shape: [2], data_offsets: [24, 32] });
    expect(file.readFloatLE(8 + length + 24)).toBe(7);
    expect(file.length).toBe(8 + length + 32);
  });

  it('refuses a file that is cut off anywhere', () => {
    const file = encodeSafetensors(tensors, { a: 'b' });
    for (let length = 0; length < file.length; length += 5)
      expect(() => decodeSafetensors(file.subarray(0, length), 'last.safetensors')).toThrow(/last\.safetensors is damaged/);
  });

  /** A file with the given header; values are zeros. */
  const forged = (header: unknown, dataBytes: number): Uint8Array => {
    const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(json.length));
    return Buffer.concat([length, json, Buffer.alloc(dataBytes)]);
  };
  const tensor = (from: number, to: number, shape: unknown = [(to - from) / 4], dtype = 'F32') => ({
    dtype,
    shape,
    data_offsets: [from, to],
  });

  it.each<[string, unknown, number, RegExp]>([
    ['overlapping tensors', { a: tensor(0, 8), b: tensor(4, 12) }, 12, /'b' begins at byte 4/],
    ['one tensor twice', { a: tensor(0, 8), b: tensor(0, 8) }, 8, /'b' begins at byte 0/],
    ['a hole', { a: tensor(0, 4), b: tensor(8, 12) }, 12, /'b' begins at byte 8/],
    ['bytes behind the last tensor', { a: tensor(0, 4) }, 12, /8 bytes belong to no tensor/],
    ['a tensor that is cut off', { a: tensor(0, 16) }, 12, /'a' is cut off/],
    ['a shape of another size', { a: tensor(0, 8, [3]) }, 8, /'a' is \[3\] and has 8 bytes, not 12/],
    ['a shape whose size overflows', { a: tensor(0, 8, [2 ** 40, 2 ** 40]) }, 8, /'a' is/],
    ['negative sizes', { a: tensor(0, 8, [-1, -2]) }, 8, /no shape and place/],
    ['fractions', { a: tensor(0, 8, [0.5, 4]) }, 8, /no shape and place/],
    ['offsets the wrong way round', { a: tensor(8, 0, []) }, 8, /has -8 bytes/],
    ['an unknown dtype', { a: tensor(0, 8, [8], 'F8_E4M3') }, 8, /F8_E4M3.*BF16/],
    ['no description', { a: null }, 0, /dtype undefined/],
    ['a header that is no table', '[]', 0, /not a table/],
    ['a header that is not JSON', '{"a":', 0, /not JSON/],
  ])('refuses %s', (_, header, dataBytes, message) => {
    expect(() => decodeSafetensors(forged(header, dataBytes), 'x', 'Download it again.')).toThrow(message);
    expect(() => decodeSafetensors(forged(header, dataBytes), 'x', 'Download it again.')).toThrow(/^x is damaged: .* Download it again\.$/);
  });

  it('refuses another kind of file without reading far into it', () => {
    expect(() => decodeSafetensors(Buffer.from('PK\x03\x04 a zip file and more'), 'x')).toThrow(/not in the safetensors format/);
  });

  it('reads what the safetensors package of Python wrote', async () => {
    const { tensors: read, metadata } = decodeSafetensors(await readFile(fixture('dtypes.safetensors')), 'x');
    const values = JSON.parse(await readFile(fixture('dtypes.json'), 'utf8')) as Record<string, { shape: number[]; values: string[] }>;
    expect([...read.keys()].sort()).toEqual(Object.keys(values).sort());
    for (const [name, expected] of Object.entries(values)) {
      const { shape, data } = read.get(name)!;
      expect(shape, name).toEqual(expected.shape);
      expect([...data], name).toEqual(expected.values.map(Number));
    }
    expect(metadata).toEqual({ made: 'by python' });
  });
});
