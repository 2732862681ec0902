const SCAN = 0xda;
const END = 0xd9;

/** Whether the coded data of a JPEG begins anew more than so many times. Each scan costs a pass over the whole picture however few bytes it has, and a file may
 * hold any number of them; encoders write one, or about ten of a progressive picture. */
export function hasMoreScansThan(bytes: Uint8Array, most: number): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let found = 0;
  for (let at = file.indexOf('ffda', 0, 'hex'); at >= 0 && found <= most; at = file.indexOf('ffda', at + 2, 'hex')) found++;
  // Those bytes stand in previews and in films behind a picture too: only a file that has many of them is worth a closer look.
  return found > most && countScans(file, most) > most;
}

/** Goes from marker to marker as libjpeg does, up to the end of the picture. */
function countScans(file: Buffer, most: number): number {
  let scans = 0;
  for (let at = file.indexOf(0xff, 2); at >= 0 && at + 4 <= file.length && scans <= most; at = file.indexOf(0xff, at)) {
    const marker = file[at + 1]!;
    if (marker === END) break;
    // Fill bytes, coded FF, restart markers and others without a length.
    if (marker === 0xff) at++;
    else if (marker <= 1 || (marker >= 0xd0 && marker <= 0xd8)) at += 2;
    else {
      if (marker === SCAN) scans++;
      at += 2 + Math.max(2, file.readUInt16BE(at + 2));
    }
  }
  return scans;
}
