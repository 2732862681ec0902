/** A BMP file. @param rgb uint8 [height, width, 3]; of at most 2^bits colours where `bits` says that there is a palette. */
export function bitmap(
  rgb: Uint8Array,
  width: number,
  height: number,
  { bits, topDown = false }: { readonly bits: 4 | 8 | 24 | 32; readonly topDown?: boolean },
): Buffer {
  const colours = new Map<number, number>();
  const colour = (y: number, x: number): number => {
    const at = (y * width + x) * 3;
    return (rgb[at]! << 16) | (rgb[at + 1]! << 8) | rgb[at + 2]!;
  };
  if (bits <= 8)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) if (!colours.has(colour(y, x))) colours.set(colour(y, x), colours.size);
  const rowBytes = Math.ceil((width * bits) / 32) * 4;
  const offset = 54 + colours.size * 4;
  const file = Buffer.alloc(offset + rowBytes * height);
  file.write('BM', 0, 'latin1');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(offset, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(topDown ? -height : height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(bits, 28);
  file.writeUInt32LE(colours.size, 46);
  // Blue, green, red: little endian.
  for (const [value, index] of colours) file.writeUInt32LE(value, 54 + index * 4);
  for (let y = 0; y < height; y++) {
    const row = offset + rowBytes * (topDown ? y : height - 1 - y);
    for (let x = 0; x < width; x++) {
      const value = colour(y, x);
      if (bits >= 24) file.writeUIntLE(value, row + (x * bits) / 8, 3);
      else if (bits === 8) file[row + x] = colours.get(value)!;
      else file[row + (x >> 1)]! |= colours.get(value)! << (x % 2 === 0 ? 4 : 0);
    }
  }
  return file;
}
