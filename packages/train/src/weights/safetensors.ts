import type { WeightMap } from '@supcon/core';
import { TrainError } from '../errors.js';
import { DTYPE_BYTES, isReadableDtype, toFloat32, type SafetensorsDtype } from './to-float32.js';

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

/** A safetensors file, every tensor as float32. */
export interface Safetensors {
  readonly tensors: WeightMap;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The format's own limit for the header. */
const MAX_HEADER_BYTES = 100_000_000;

/** Floats of any width and integers come back as float32; see `toFloat32`.
 * @param path for messages.  @param advice what to do about a damaged file, a sentence.
 * @throws TrainError BAD_CHECKPOINT for a file that is cut off or not in the format: tensors must lie one behind the other and fill the file. */
export function decodeSafetensors(file: Uint8Array, path: string, advice = 'Remove it to begin again, or start a new run.'): Safetensors {
  const damaged = (why: string, cause?: unknown): TrainError =>
    new TrainError('BAD_CHECKPOINT', `${path} is damaged: ${why}. ${advice}`, { cause });
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (bytes.length < 8) throw damaged(`it has ${bytes.length} bytes`);
  const headerBytes = bytes.readBigUInt64LE(0);
  if (headerBytes > MAX_HEADER_BYTES) throw damaged('it is not in the safetensors format');
  const start = 8 + Number(headerBytes);
  if (start > bytes.length) throw damaged('the header is cut off');
  let header: unknown;
  try {
    header = JSON.parse(bytes.toString('utf8', 8, start));
  } catch (cause) {
    throw damaged('its header is not JSON', cause);
  }
  if (!isRecord(header)) throw damaged('its header is not a table of tensors');
  const entries = Object.entries(header).filter(([name]) => name !== '__metadata__');
  const described = entries.map(([name, entry]) => ({ name, ...describe(name, entry, damaged) }));
  assertFilled(described, bytes.length - start, damaged);
  return {
    tensors: new Map(
      described.map(({ name, dtype, shape, from, to }) => [
        name,
        { shape, data: toFloat32(dtype, bytes.subarray(start + from, start + to)) },
      ]),
    ),
    metadata: textOf(header['__metadata__']),
  };
}

interface Described {
  readonly name: string;
  readonly dtype: SafetensorsDtype;
  readonly shape: readonly number[];
  readonly from: number;
  readonly to: number;
}

function describe(name: string, entry: unknown, damaged: (why: string) => TrainError): Omit<Described, 'name'> {
  const { dtype, shape, data_offsets: range } = isRecord(entry) ? entry : {};
  if (!isReadableDtype(dtype))
    throw damaged(`tensor '${name}' has the dtype ${JSON.stringify(dtype)}; ${Object.keys(DTYPE_BYTES).join(', ')} can be read`);
  if (!isSizes(shape) || !isSizes(range) || range.length !== 2) throw damaged(`tensor '${name}' has no shape and place`);
  const [from, to] = range as [number, number];
  const length = shape.reduce((a, b) => a * b, 1) * DTYPE_BYTES[dtype];
  if (to - from !== length) throw damaged(`tensor '${name}' is [${shape.join(', ')}] and has ${to - from} bytes, not ${length}`);
  return { dtype, shape, from, to };
}

/** Overlapping tensors or bytes that belong to none are no accident of writing. */
function assertFilled(tensors: readonly Described[], length: number, damaged: (why: string) => TrainError): void {
  let end = 0;
  for (const { name, from, to } of tensors.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    if (from !== end) throw damaged(`tensor '${name}' begins at byte ${from}, the one before ends at ${end}`);
    if (to > length) throw damaged(`tensor '${name}' is cut off`);
    end = to;
  }
  if (end !== length) throw damaged(`${length - end} bytes belong to no tensor`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && (item as number) >= 0);
}

function textOf(metadata: unknown): Record<string, string> {
  const pairs = isRecord(metadata) ? Object.entries(metadata) : [];
  return Object.fromEntries(pairs.filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
}
