/** What a HEIC says of its colours: a profile, Display P3 by its number, or neither, which is sRGB. */
export type HeifColour = { readonly icc: Uint8Array } | 'display-p3' | undefined;

/** Boxes looked at, at most: a file has some dozens, one of many tiles some thousand. */
const MOST_BOXES = 20_000;
/** Code points of ITU-T H.273. */
const P3_PRIMARIES = 12;

interface Box {
  readonly type: string;
  /** Of what is in it. */
  readonly begin: number;
  readonly end: number;
}

/** Reads the colours of the main picture of a HEIC (ISO/IEC 23008-12: the `colr` property that `ipma` gives to the item of `pitm`; without one, the first in the
 * file). A profile goes before a number.
 * @returns undefined also for a file whose boxes make no sense: whether it can be decoded is the decoder's to say. */
export function readHeifColour(bytes: Uint8Array): HeifColour {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  try {
    const budget = { left: MOST_BOXES };
    const find = (boxes: readonly Box[], type: string): Box | undefined => boxes.find((box) => box.type === type);
    const meta = find(boxesIn(file, 0, file.length, budget), 'meta');
    if (!meta) return undefined;
    // A full box: version and flags stand before what is in it.
    const inMeta = boxesIn(file, meta.begin + 4, meta.end, budget);
    const properties = find(inMeta, 'iprp');
    if (!properties) return undefined;
    const inProperties = boxesIn(file, properties.begin, properties.end, budget);
    const container = find(inProperties, 'ipco');
    if (!container) return undefined;
    const all = boxesIn(file, container.begin, container.end, budget);
    const [main, links] = [find(inMeta, 'pitm'), find(inProperties, 'ipma')];
    const own = main && links ? propertiesOf(file, links, mainItem(file, main)).flatMap((index) => all[index - 1] ?? []) : [];
    const colours = (boxes: readonly Box[]): readonly Box[] => boxes.filter(({ type }) => type === 'colr');
    return colourOf(file, colours(own).length > 0 ? colours(own) : colours(all).slice(0, 1));
  } catch (error) {
    // A number that lies beyond the end.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function colourOf(file: Buffer, boxes: readonly Box[]): HeifColour {
  const kinds = boxes.map((box) => ({ ...box, kind: file.toString('latin1', box.begin, box.begin + 4) }));
  const profile = kinds.find(({ kind }) => kind === 'prof' || kind === 'rICC');
  if (profile) {
    const icc = file.subarray(profile.begin + 4, profile.end);
    if (isProfile(icc)) return { icc };
    // A damaged profile that says what it was.
    return icc.toString('latin1').replaceAll('\0', '').includes('Display P3') ? 'display-p3' : undefined;
  }
  const number = kinds.find(({ kind }) => kind === 'nclx');
  return number && file.readUInt16BE(number.begin + 4) === P3_PRIMARIES ? 'display-p3' : undefined;
}

function isProfile(icc: Buffer): boolean {
  return icc.length > 132 && icc.readUInt32BE(0) === icc.length && icc.toString('latin1', 36, 40) === 'acsp';
}

function mainItem(file: Buffer, { begin }: Box): number {
  return file[begin] === 0 ? file.readUInt16BE(begin + 4) : file.readUInt32BE(begin + 4);
}

/** Numbers of an item's properties, from 1. */
function propertiesOf(file: Buffer, { begin, end }: Box, item: number): number[] {
  const [version, wide] = [file[begin]!, (file[begin + 3]! & 1) === 1];
  let at = begin + 8;
  for (let left = file.readUInt32BE(begin + 4); left > 0 && at < end; left--) {
    const id = version < 1 ? file.readUInt16BE(at) : file.readUInt32BE(at);
    at += version < 1 ? 2 : 4;
    const count = file.readUInt8(at++);
    if (id === item)
      return Array.from({ length: count }, (_, index) =>
        wide ? file.readUInt16BE(at + 2 * index) & 0x7fff : file.readUInt8(at + index) & 0x7f,
      );
    at += count * (wide ? 2 : 1);
  }
  return [];
}

function boxesIn(file: Buffer, begin: number, end: number, budget: { left: number }): readonly Box[] {
  const boxes: Box[] = [];
  for (let at = begin; at + 8 <= end && budget.left-- > 0;) {
    const short = file.readUInt32BE(at);
    const size = short === 0 ? end - at : short === 1 ? Number(file.readBigUInt64BE(at + 8)) : short;
    const header = short === 1 ? 16 : 8;
    if (size < header || at + size > end) break;
    boxes.push({ type: file.toString('latin1', at + 4, at + 8), begin: at + header, end: at + size });
    at += size;
  }
  return boxes;
}
