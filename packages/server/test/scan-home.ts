import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** What is looked for, by what it is. */
export type Needles = Readonly<Record<string, readonly Buffer[]>>;

/** Reads every byte of every file below a folder. @returns the files that hold any of the needles, by what those are; what is nowhere is left out. */
export async function traces(folder: string, needles: Needles): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    // Files come and go while a server runs.
    const bytes = await readFile(file).catch(() => Buffer.alloc(0));
    for (const [what, some] of Object.entries(needles))
      if (some.some((needle) => bytes.includes(needle))) (found[what] ??= []).push(path.relative(folder, file));
  }
  return found;
}

/** Everything that an item is, as its bytes may lie in files. @param vector float32 [D]. */
export function needlesOf({
  vector,
  picture,
  thumbnail,
  texts,
}: {
  readonly vector: Float32Array;
  readonly picture: Buffer;
  readonly thumbnail: Buffer;
  readonly texts: readonly string[];
}): Needles {
  const part = vector.subarray(0, Math.min(16, vector.length));
  const of = (bytes: number, write: (into: Buffer, value: number, at: number) => void): Buffer => {
    const buffer = Buffer.alloc(part.length * bytes);
    part.forEach((value, at) => write(buffer, value, at * bytes));
    return buffer;
  };
  const bits = (value: number): number => {
    const buffer = Buffer.alloc(4);
    buffer.writeFloatLE(value);
    return buffer.readUInt32LE();
  };
  return {
    float32: [of(4, (into, value, at) => into.writeFloatLE(value, at))],
    float64: [of(8, (into, value, at) => into.writeDoubleLE(value, at))],
    // Cut off, and rounded.
    bfloat16: [
      of(2, (into, value, at) => into.writeUInt16LE(bits(value) >>> 16, at)),
      of(2, (into, value, at) => into.writeUInt16LE(((bits(value) + 0x7fff + ((bits(value) >>> 16) & 1)) >>> 16) & 0xffff, at)),
    ],
    int16: [of(2, (into, value, at) => into.writeInt16LE(Math.max(-32768, Math.min(32767, Math.round(value * 32767))), at))],
    int8: [of(1, (into, value, at) => into.writeInt8(Math.max(-127, Math.min(127, Math.round(value * 127))), at))],
    picture: windows(picture),
    thumbnail: windows(thumbnail),
    texts: texts.map((text) => Buffer.from(text)),
  };
}

/** Some stretches of 64 bytes, behind what files of a kind have in common. */
function windows(bytes: Buffer): Buffer[] {
  return [0.4, 0.5, 0.6, 0.75, 0.9].map((share) => bytes.subarray(Math.floor(bytes.length * share), Math.floor(bytes.length * share) + 64));
}
