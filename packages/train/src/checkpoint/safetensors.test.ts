import { describe, expect, it } from 'vitest';
import { decodeSafetensors, encodeSafetensors } from './safetensors.js';

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
});
