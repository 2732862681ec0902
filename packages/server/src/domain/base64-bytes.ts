import { ServerError } from './errors.js';

/** The bytes that base64 stands for, in its usual or its URL-safe alphabet, with or without padding, in one line or in several as `base64` writes it.
 * @param what names it in the refusal. @param most bytes. @throws ServerError BAD_IMAGE for a text with other characters, PAYLOAD_TOO_LARGE. */
export function base64Bytes(given: string, what: string, most: number): Uint8Array {
  const text = given.replaceAll(/[\r\n]/g, '');
  const digits = text.length - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0);
  const size = Math.floor((digits * 3) / 4);
  if (size > most) throw new ServerError('PAYLOAD_TOO_LARGE', `${what} has ${size} bytes, ${most} are allowed`);
  const bytes = Buffer.from(text, 'base64');
  // Whatever is no digit is passed over, which shows in the length.
  if (bytes.length !== size || digits % 4 === 1)
    throw new ServerError(
      'BAD_IMAGE',
      `${what} is not base64: ${JSON.stringify(text.slice(0, 24))}...; send the digits alone, without a data: address`,
    );
  return bytes;
}
