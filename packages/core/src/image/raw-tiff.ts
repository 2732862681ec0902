const HEADER = 8;
const ENTRY = 12;

/** Fields of a TIFF and their types: 3 uint16, 4 uint32, 7 bytes. */
type Field = readonly [tag: number, type: 3 | 4 | 7, count: number, value: number];

/** Pixels with their profile, in the one file that costs no encoding: an uncompressed TIFF, from which a decoder takes both.
 * @param pixels uint8 [height, width, 4] RGBA.  @param icc the profile of their colours. */
export function rawTiff(pixels: Uint8Array, width: number, height: number, icc: Uint8Array): Uint8Array<ArrayBuffer> {
  const fieldCount = 12;
  const bitsAt = HEADER + 2 + fieldCount * ENTRY + 4;
  const iccAt = bitsAt + 4 * 2;
  const pixelsAt = Math.ceil((iccAt + icc.length) / 4) * 4;
  const fields: readonly Field[] = [
    [256, 4, 1, width],
    [257, 4, 1, height],
    [258, 3, 4, bitsAt],
    // No compression.
    [259, 3, 1, 1],
    // RGB.
    [262, 3, 1, 2],
    // One strip with all rows.
    [273, 4, 1, pixelsAt],
    [277, 3, 1, 4],
    [278, 4, 1, height],
    [279, 4, 1, pixels.length],
    // Channels side by side.
    [284, 3, 1, 1],
    // The fourth is transparency, by which colours are not multiplied yet.
    [338, 3, 1, 2],
    [34675, 7, icc.length, iccAt],
  ];
  const file = Buffer.from(new ArrayBuffer(pixelsAt + pixels.length));
  file.write('II*\0', 0, 'latin1');
  file.writeUInt32LE(HEADER, 4);
  file.writeUInt16LE(fieldCount, HEADER);
  fields.forEach(([tag, type, count, value], index) => {
    const at = HEADER + 2 + index * ENTRY;
    file.writeUInt16LE(tag, at);
    file.writeUInt16LE(type, at + 2);
    file.writeUInt32LE(count, at + 4);
    file.writeUInt32LE(value, at + 8);
  });
  for (let channel = 0; channel < 4; channel++) file.writeUInt16LE(8, bitsAt + 2 * channel);
  file.set(icc, iccAt);
  file.set(pixels, pixelsAt);
  return new Uint8Array(file.buffer, 0, file.length);
}
