import { ServerError } from './errors.js';

/** float32 [D] of base64 of its bytes, little-endian, as `embed?encoding=base64` gives it. @throws ServerError BAD_REQUEST. */
export function float32OfText(base64: string): Float32Array {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length === 0 || bytes.length % 4 !== 0 || bytes.toString('base64').replace(/=+$/, '') !== base64.replace(/=+$/, ''))
    throw new ServerError(
      'BAD_REQUEST',
      'vector: the text is not base64 of float32 numbers; send that as embed?encoding=base64 gives it, or a list of numbers',
    );
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i));
}
