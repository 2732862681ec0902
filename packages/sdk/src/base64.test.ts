import { expect, it } from 'vitest';
import { float32FromBase64, toBase64 } from './base64.js';

it('writes base64 of any length as Node does', () => {
  for (const length of [0, 1, 2, 3, 0x6000, 0x6001, 100_000]) {
    const bytes = Uint8Array.from({ length }, (_, at) => (at * 7919) % 256);
    expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
  }
});

it('reads float32 as NumPy writes it', () => {
  // base64.b64encode(numpy.array([0.5, -0.5, 1, 3.4028235e38, 1e-45], '<f4').tobytes())
  expect([...float32FromBase64('AAAAPwAAAL8AAIA///9/fwEAAAA=')]).toEqual([0.5, -0.5, 1, Math.fround(3.4028235e38), Math.fround(1e-45)]);
});
