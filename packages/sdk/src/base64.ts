/** Bytes that go into one call of String.fromCharCode: more would be too many arguments. */
const STEP = 0x6000;

/** Bytes as base64, in Node and in browsers. */
export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let from = 0; from < bytes.length; from += STEP) text += String.fromCharCode(...bytes.subarray(from, from + STEP));
  return btoa(text);
}

/** Numbers as float32, little-endian, in base64. */
export function base64FromFloat32(values: ArrayLike<number>): string {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  for (let at = 0; at < values.length; at++) view.setFloat32(4 * at, values[at]!, true);
  return toBase64(new Uint8Array(view.buffer));
}

/** float32 values, little-endian in base64, as the server writes embeddings. */
export function float32FromBase64(text: string): Float32Array {
  const digits = atob(text);
  const view = new DataView(new ArrayBuffer(digits.length));
  for (let at = 0; at < digits.length; at++) view.setUint8(at, digits.charCodeAt(at));
  return Float32Array.from({ length: digits.length / 4 }, (_, at) => view.getFloat32(4 * at, true));
}
