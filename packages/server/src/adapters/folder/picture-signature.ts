/** Bytes of a file that tell what it is. */
export const SIGNATURE_BYTES = 12;

const BEGINNINGS = [
  [0xff, 0xd8, 0xff],
  [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  [0x47, 0x49, 0x46, 0x38],
  [0x42, 0x4d],
  [0x49, 0x49, 0x2a, 0x00],
  [0x4d, 0x4d, 0x00, 0x2a],
  [0x49, 0x49, 0x2b, 0x00],
  [0x4d, 0x4d, 0x00, 0x2b],
].map((bytes) => Buffer.from(bytes));

/** Whether a file begins as pictures do: JPEG, PNG, GIF, BMP, TIFF, WebP, HEIC, AVIF. What is behind it is for the decoder.
 * @param start at least its first 12 bytes. */
export function beginsAsPicture(start: Buffer): boolean {
  if (BEGINNINGS.some((bytes) => start.subarray(0, bytes.length).equals(bytes))) return true;
  const [first, third] = [start.toString('latin1', 0, 4), start.toString('latin1', 8, 12)];
  return (first === 'RIFF' && third === 'WEBP') || start.toString('latin1', 4, 8) === 'ftyp';
}
