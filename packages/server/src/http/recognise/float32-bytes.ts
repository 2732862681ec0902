import { endianness } from 'node:os';

/** Numbers as float32, little-endian, whatever the machine's own order. @returns 4 bytes for each. */
export function float32Bytes(values: Float32Array): Buffer {
  const bytes = Buffer.from(Float32Array.from(values).buffer);
  return endianness() === 'LE' ? bytes : bytes.swap32();
}
