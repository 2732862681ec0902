import { TrainError } from '../errors.js';
import type { WeightMap } from '@supcon/core';

/** Named float32 tensors and text in the safetensors format: 8 bytes with the header's length (little-endian), a JSON header, raw
 * little-endian values. Readable with the `safetensors` package of Python.
 * @see https://github.com/huggingface/safetensors#format */
export function encodeSafetensors(tensors: WeightMap, metadata: Readonly<Record<string, string>>): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, { shape, data }] of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const json = Buffer.from(JSON.stringify(header));
  // The format wants the values aligned to 8 bytes: the header is padded with spaces.
  const padded = Math.ceil(json.length / 8) * 8;
  const file = Buffer.alloc(8 + padded + offset, ' ');
  file.writeBigUInt64LE(BigInt(padded), 0);
  json.copy(file, 8);
  let at = 8 + padded;
  for (const { data } of tensors.values()) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return file;
}

export interface Safetensors {
  readonly tensors: WeightMap;
  readonly metadata: Readonly<Record<string, string>>;
}

/** @throws TrainError BAD_CHECKPOINT for a file that is cut off or not in the format. */
export function decodeSafetensors(file: Uint8Array, path: string): Safetensors {
  const damaged = (why: string, cause?: unknown): TrainError =>
    new TrainError('BAD_CHECKPOINT', `${path} is damaged: ${why}. Remove it to begin again, or start a new run.`, { cause });
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (bytes.length < 8) throw damaged(`${bytes.length} bytes`);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  if (start > bytes.length) throw damaged('the header is cut off');
  let header: Record<string, unknown>;
  try {
    header = JSON.parse(bytes.toString('utf8', 8, start)) as Record<string, unknown>;
  } catch (cause) {
    throw damaged('its header is not JSON', cause);
  }
  const tensors: WeightMap = new Map();
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const { dtype, shape, data_offsets: range } = entry as { dtype?: unknown; shape?: unknown; data_offsets?: unknown };
    if (dtype !== 'F32' || !isNumbers(shape) || !isNumbers(range)) throw damaged(`tensor '${name}' is not described as float32`);
    const [from = 0, to = 0] = range;
    const count = shape.reduce((a, b) => a * b, 1);
    if (to - from !== count * 4 || start + to > bytes.length) throw damaged(`tensor '${name}' is cut off`);
    const data = new Float32Array(count);
    new Uint8Array(data.buffer).set(bytes.subarray(start + from, start + to));
    tensors.set(name, { shape, data });
  }
  return { tensors, metadata: (header['__metadata__'] ?? {}) as Record<string, string> };
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'number');
}
