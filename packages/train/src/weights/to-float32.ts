/** Bytes of one value of each dtype that can be read, by its name in safetensors files. */
export const DTYPE_BYTES = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  U64: 8,
  I32: 4,
  U32: 4,
  I16: 2,
  U16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
} as const;

/** A number format of safetensors files that can be read here. */
export type SafetensorsDtype = keyof typeof DTYPE_BYTES;

/** Whether a file's name of a number format is one that can be read here. */
export function isReadableDtype(name: unknown): name is SafetensorsDtype {
  return typeof name === 'string' && Object.hasOwn(DTYPE_BYTES, name);
}

/** Little-endian values of any readable dtype as float32, rounded to nearest. Every float16 and bfloat16 is a float32; of float64 and large integers
 * the digits go that float32 has not, and what is beyond its range becomes infinite.
 * @param bytes a whole number of values; copied. */
export function toFloat32(dtype: SafetensorsDtype, bytes: Uint8Array): Float32Array {
  const count = bytes.length / DTYPE_BYTES[dtype];
  const values = new Float32Array(count);
  if (dtype === 'F32') {
    new Uint8Array(values.buffer).set(bytes);
    return values;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = readerOf(dtype, view);
  for (let i = 0; i < count; i++) values[i] = read(i);
  return values;
}

function readerOf(dtype: Exclude<SafetensorsDtype, 'F32'>, view: DataView): (index: number) => number {
  switch (dtype) {
    case 'F64':
      return (i) => view.getFloat64(8 * i, true);
    case 'F16':
      return (i) => float16(view.getUint16(2 * i, true));
    case 'BF16':
      return (i) => bfloat16(view.getUint16(2 * i, true));
    case 'I64':
      return (i) => Number(view.getBigInt64(8 * i, true));
    case 'U64':
      return (i) => Number(view.getBigUint64(8 * i, true));
    case 'I32':
      return (i) => view.getInt32(4 * i, true);
    case 'U32':
      return (i) => view.getUint32(4 * i, true);
    case 'I16':
      return (i) => view.getInt16(2 * i, true);
    case 'U16':
      return (i) => view.getUint16(2 * i, true);
    case 'I8':
      return (i) => view.getInt8(i);
    case 'U8':
    case 'BOOL':
      return (i) => view.getUint8(i);
  }
}

/** IEEE 754 binary16: 1 sign bit, 5 of the exponent, 10 of the fraction. */
function float16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

const scratch = new DataView(new ArrayBuffer(4));

/** The upper half of a float32. */
function bfloat16(bits: number): number {
  scratch.setUint32(0, bits << 16);
  return scratch.getFloat32(0);
}
