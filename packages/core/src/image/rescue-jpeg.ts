import sharp from 'sharp';

/** Rows that are looked at, at most. */
const ROWS = 256;
const COLUMNS = 16;

/** How much of a JPEG is lost whose end is missing: what is not in the file is decoded as the middle grey.
 * @returns the share of its rows, 0 to 1, that are not there at all, from the lower edge of the stored picture on; undefined where that cannot be told. */
export async function lostShare(bytes: Uint8Array): Promise<number | undefined> {
  const picture = sharp(bytes, { failOn: 'none', limitInputPixels: false, sequentialRead: true });
  const { height, channels } = await picture.metadata();
  // Ink of a printer is another grey.
  if (channels > 3) return undefined;
  const rows = Math.min(ROWS, height);
  const { data, info } = await picture
    .resize(COLUMNS, rows, { fit: 'fill', kernel: 'nearest', fastShrinkOnLoad: false })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const length = info.width * info.channels;
  let lost = 0;
  while (lost < rows && data.subarray((rows - 1 - lost) * length, (rows - lost) * length).every((value) => Math.abs(value - 128) <= 1))
    lost++;
  return lost / rows;
}
